import { expect, it } from "vitest";
import { increase, readFigures } from "../../src/verify/envoy-clusters.ts";

const PAGE = `
outbound|443||*.wikipedia.org::observability_name::outbound|443||*.wikipedia.org;
outbound|443||*.wikipedia.org::default_priority::max_connections::4294967295
outbound|443||*.wikipedia.org::185.15.59.224:443::cx_active::0
outbound|443||*.wikipedia.org::185.15.59.224:443::cx_total::3
outbound|443||*.wikipedia.org::[2a02:ec80:300:ed1a::1]:443::cx_total::2
outbound|443||*.wikipedia.org::185.15.59.224:443::rq_total::9
outbound|8443||*.wikipedia.org::185.15.59.224:8443::cx_total::50
outbound|443|wikipedia|egw.istio-system.svc.cluster.local::10.0.0.1:443::cx_total::11
wildegress-wikipedia::185.15.59.224:443::cx_total::4
wildegress-wikipedia-http::185.15.59.224:80::cx_total::40
`;

it("reads one figure of one cluster, by port and host", () => {
  expect(readFigures(PAGE, { port: 443, host: "*.wikipedia.org" }, "cx_total")).toEqual(
    new Map([
      ["outbound|443||*.wikipedia.org::185.15.59.224:443", 3],
      ["outbound|443||*.wikipedia.org::[2a02:ec80:300:ed1a::1]:443", 2],
    ]),
  );
});

it("reads by name, and only the whole name", () => {
  const figures = readFigures(PAGE, { name: "wildegress-wikipedia" }, "cx_total");
  expect([...(figures ?? []).values()]).toEqual([4]);
});

it("tells a cluster without endpoints from none", () => {
  const empty = "outbound|443||a.org::default_priority::max_connections::1\n";
  expect(readFigures(empty, { port: 443, host: "a.org" }, "cx_total")).toEqual(new Map());
  expect(readFigures(empty, { port: 443, host: "b.org" }, "cx_total")).toBeUndefined();
});

it("adds up by endpoint, whatever comes and goes", () => {
  const before = new Map([
    ["a", 3],
    ["gone", 100],
    ["restarted", 9],
  ]);
  const after = new Map([
    ["a", 5],
    ["new", 1],
    ["restarted", 2],
  ]);
  expect(increase(before, after)).toBe(2 + 1 + 2);
  expect(increase(undefined, undefined)).toBe(0);
});
