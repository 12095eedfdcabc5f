/**
 * What a conformance run needs of the machine: Java 17 or later, Maven, and through it Apache Kafka
 * and the driver.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = 'test/conformance/java';
/** Where Maven builds: not part of the repository. */
const BUILT = 'dist/conformance';

export interface Machine {
  /** For `java -cp`. */
  readonly classPath: string;
  readonly kafkaVersion: string;
  readonly javaVersion: string;
}

/** What is missing, a sentence each; empty where all is there. */
export function missing(): string[] {
  const found: string[] = [];
  const java = javaVersion();
  if (java === null) found.push('java cannot be started: Java 17 or later is needed');
  else if (Number(java.split('.')[0]) < 17) found.push(`java is ${java}: 17 or later is needed`);
  if (spawnSync('mvn', ['-version']).status !== 0)
    found.push('mvn cannot be started: Apache Kafka is fetched through Maven');
  return found;
}

function javaVersion(): string | null {
  const { status, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  if (status !== 0) return null;
  return /version "([^"]+)"/.exec(stderr)?.[1] ?? null;
}

/**
 * Fetches and compiles what has not been, in a minute or so. Throws what Maven says where it
 * cannot.
 */
export function prepareMachine(): Machine {
  const jar = join(BUILT, 'conformance-1.jar');
  if (!existsSync(jar) || statSync(jar).mtimeMs < newestSource()) {
    const options = ['-q', '-B', '-f', join(SOURCES, 'pom.xml'), 'package'];
    const { status, stdout, stderr } = spawnSync('mvn', options, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`Maven cannot build the driver: ${stdout}${stderr}`);
  }
  const pom = readFileSync(join(SOURCES, 'pom.xml'), 'utf8');
  return {
    classPath: `${jar}:${join(BUILT, 'jars')}/*`,
    kafkaVersion: /<kafka\.version>([^<]+)</.exec(pom)?.[1] ?? 'unknown',
    javaVersion: javaVersion() ?? 'unknown',
  };
}

function newestSource(): number {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(SOURCES, name)).mtimeMs)
    .reduce((latest, each) => Math.max(latest, each), 0);
}
