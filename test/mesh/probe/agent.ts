import { type ChildProcess, spawn } from "node:child_process";
import { copyFile } from "node:fs/promises";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import { asUser, inNetns } from "../lab/command.ts";
import { INTERNET_CA } from "../lab/internet.ts";
import { inRunFolder } from "../lab/run-folder.ts";
import { sourceFile } from "../lab/source-file.ts";

/** What a request came to, as the one who made it saw it. */
export interface Answer {
  /** The address that was dialled, and the port that it was dialled from. */
  readonly address?: string;
  readonly local?: string;
  /** True when the outer TLS of a tunnel was up. */
  readonly tunnel?: boolean;
  readonly status?: number;
  /** What the origin said about the request that arrived there. */
  readonly origin?: Arrival;
  readonly text?: string;
  readonly error?: string;
}

/** An origin's own words about what arrived there. */
export interface Arrival {
  readonly origin: string;
  readonly port: number;
  readonly peer: string;
  readonly tls: boolean;
  /** How many times TLS was around it. */
  readonly layers: number;
  /** Of the innermost TLS. */
  readonly sni: string | null;
  /** Absent when it was not HTTP. */
  readonly host?: string;
}

interface Running {
  readonly process: ChildProcess;
  readonly waiting: Map<number, (answer: object) => void>;
}

const agents = new Map<string, Promise<Running>>();
let lastId = 0;

const PROBE_AGENT = "probe/agent.mjs";

/** Has a job done inside a network namespace, by a process of that user and script which stays for the next one. */
export async function inside<T extends object = Answer>(
  netns: string,
  uid: number,
  job: object,
  script = PROBE_AGENT,
): Promise<T> {
  const key = `${netns}/${uid}/${script}`;
  const agent = agents.get(key) ?? start(netns, uid, script);
  agents.set(key, agent);
  const { process: child, waiting } = await agent;
  lastId += 1;
  const id = lastId;
  return new Promise((resolve) => {
    waiting.set(id, (answer) => resolve(answer as T));
    child.stdin?.write(`${JSON.stringify({ id, ...job })}\n`);
  });
}

/** @throws when the page cannot be had. */
export async function fetchInside(netns: string, url: string): Promise<string> {
  const { text, status, error } = await inside(netns, 0, { url });
  if (text === undefined || status !== 200) throw new Error(`${netns}: ${url}: ${error ?? status}`);
  return text;
}

export async function stopAgents(): Promise<void> {
  for (const agent of agents.values()) (await agent).process.stdin?.end();
  agents.clear();
}

async function start(netns: string, uid: number, script: string): Promise<Running> {
  const copy = inRunFolder(`${netns}-${uid}-${basename(script)}`);
  await copyFile(sourceFile(script), copy);
  const [program = "", ...args] = inNetns(netns, asUser(uid, [process.execPath, copy, INTERNET_CA]));
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = new Map<number, (answer: object) => void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { id, ...answer } = JSON.parse(line) as { id: number };
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  child.on("close", () => {
    for (const resolve of waiting.values()) resolve({ error: `the agent in ${netns} ended` });
  });
  return { process: child, waiting };
}
