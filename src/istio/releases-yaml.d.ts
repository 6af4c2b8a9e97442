declare module "*/schemas/istio/releases.yaml" {
  const releases: import("./releases-file.ts").ReleasesFile;
  export default releases;
}
