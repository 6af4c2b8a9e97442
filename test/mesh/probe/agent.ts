import { type ChildProcess, spawn } from "node:child_process";
import { copyFile } from "node:fs/promises";
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
  readonly waiting: Map<number, (answer: Answer) => void>;
}

const agents = new Map<string, Promise<Running>>();
let lastId = 0;

/** Has a job done inside a network namespace, by a process of that user which stays for the next one. */
export async function inside(netns: string, uid: number, job: object): Promise<Answer> {
  const key = `${netns}/${uid}`;
  const agent = agents.get(key) ?? start(netns, uid);
  agents.set(key, agent);
  const { process: child, waiting } = await agent;
  lastId += 1;
  const id = lastId;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
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

async function start(netns: string, uid: number): Promise<Running> {
  const script = inRunFolder(`agent-${netns}-${uid}.mjs`);
  await copyFile(sourceFile("probe/agent.mjs"), script);
  const [program = "", ...args] = inNetns(netns, asUser(uid, [process.execPath, script, INTERNET_CA]));
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = new Map<number, (answer: Answer) => void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { id, ...answer } = JSON.parse(line) as Answer & { id: number };
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  child.on("close", () => {
    for (const resolve of waiting.values()) resolve({ error: `the agent in ${netns} ended` });
  });
  return { process: child, waiting };
}
