/** Written by assembly/build.mjs. */
import type { Layout } from './layout.js';

export interface ClusterRow {
  index: number;
  brokerCount: number;
  partitionCount: number;
  acks: number;
  clientCount: number;
  handlers: number;
  disk: number;
  nicIn: number;
  nicOut: number;
  handlerFactor: number;
  timePerBatchSeconds: number;
  timePerRecordSeconds: number;
  timePerByteSeconds: number;
  nicInBytesPerSecond: number;
  nicOutBytesPerSecond: number;
  diskBytesPerSecond: number;
  dirtyLimitBytes: number;
  wireBytesPerRecord: number;
  everyBatch: number;
  drawRequest: number;
  drawFetch: number;
  drawReplicaAppend: number;
  drawFlush: number;
  brokerDelay: number;
  clientDelay: number;
  cutUntil: number;
  slowness: number;
  pauseEveryBytes: number;
  drawPause: number;
  secondsPerToken: number;
  tokenBurst: number;
  tokenDue: number;
  secondsPerByte: number;
  quotaBurst: number;
  brokers: number;
  connections: number;
  logs: number;
  readers: number;
}
export const CLUSTER: Layout<ClusterRow> = {
  name: 'Cluster',
  bytes: 256,
  fields: {
    index: [0, 'i32'],
    brokerCount: [4, 'i32'],
    partitionCount: [8, 'i32'],
    acks: [12, 'i32'],
    clientCount: [16, 'i32'],
    handlers: [20, 'usize'],
    disk: [24, 'usize'],
    nicIn: [28, 'usize'],
    nicOut: [32, 'usize'],
    handlerFactor: [40, 'f64'],
    timePerBatchSeconds: [48, 'f64'],
    timePerRecordSeconds: [56, 'f64'],
    timePerByteSeconds: [64, 'f64'],
    nicInBytesPerSecond: [72, 'f64'],
    nicOutBytesPerSecond: [80, 'f64'],
    diskBytesPerSecond: [88, 'f64'],
    dirtyLimitBytes: [96, 'f64'],
    wireBytesPerRecord: [104, 'f64'],
    everyBatch: [112, 'bool'],
    drawRequest: [116, 'usize'],
    drawFetch: [120, 'usize'],
    drawReplicaAppend: [124, 'usize'],
    drawFlush: [128, 'usize'],
    brokerDelay: [132, 'usize'],
    clientDelay: [136, 'usize'],
    cutUntil: [144, 'f64'],
    slowness: [152, 'f64'],
    pauseEveryBytes: [160, 'f64'],
    drawPause: [168, 'usize'],
    secondsPerToken: [176, 'f64'],
    tokenBurst: [184, 'f64'],
    tokenDue: [192, 'f64'],
    secondsPerByte: [200, 'f64'],
    quotaBurst: [208, 'f64'],
    brokers: [216, 'usize'],
    connections: [220, 'usize'],
    logs: [224, 'usize'],
    readers: [228, 'usize'],
  },
};

export interface BrokerRow {
  diskSlowness: number;
  written: number;
  pausedUntil: number;
  leads: number;
}
export const BROKER: Layout<BrokerRow> = {
  name: 'Broker',
  bytes: 64,
  fields: {
    diskSlowness: [0, 'f64'],
    written: [8, 'f64'],
    pausedUntil: [16, 'f64'],
    leads: [24, 'usize'],
  },
};

export interface LogRow {
  batches: number;
  mask: number;
  leader: number;
  start: number;
  end: number;
  highWatermark: number;
  endRecords: number;
  highWatermarkRecords: number;
  replicas: number;
  replicaCount: number;
  partition: number;
  rank: number;
  followers: number;
}
export const LOG: Layout<LogRow> = {
  name: 'Log',
  bytes: 128,
  fields: {
    batches: [0, 'usize'],
    mask: [4, 'i32'],
    leader: [8, 'i32'],
    start: [16, 'i64'],
    end: [24, 'i64'],
    highWatermark: [32, 'i64'],
    endRecords: [40, 'f64'],
    highWatermarkRecords: [48, 'f64'],
    replicas: [56, 'usize'],
    replicaCount: [60, 'i32'],
    partition: [64, 'i32'],
    rank: [68, 'i32'],
    followers: [72, 'usize'],
  },
};

export interface ReplicaRow {
  broker: number;
  inSync: number;
  sent: number;
  sentRecords: number;
  known: number;
  have: number;
}
export const REPLICA: Layout<ReplicaRow> = {
  name: 'Replica',
  bytes: 64,
  fields: {
    broker: [0, 'i32'],
    inSync: [4, 'bool'],
    sent: [8, 'i64'],
    sentRecords: [16, 'f64'],
    known: [24, 'i64'],
    have: [32, 'i64'],
  },
};

export interface ReplicaSessionRow {
  number: number;
  cluster: number;
  leader: number;
  follower: number;
  items: number;
  count: number;
  waits: number;
  writtenAt: number;
  answerBytes: number;
  answerRecords: number;
}
export const REPLICA_SESSION: Layout<ReplicaSessionRow> = {
  name: 'ReplicaSession',
  bytes: 64,
  fields: {
    number: [0, 'i32'],
    cluster: [4, 'usize'],
    leader: [8, 'i32'],
    follower: [12, 'i32'],
    items: [16, 'usize'],
    count: [20, 'i32'],
    waits: [24, 'i32'],
    writtenAt: [32, 'f64'],
    answerBytes: [40, 'f64'],
    answerRecords: [48, 'f64'],
  },
};

export interface ReplicaItemRow {
  log: number;
  replica: number;
  answerEnd: number;
}
export const REPLICA_ITEM: Layout<ReplicaItemRow> = {
  name: 'ReplicaItem',
  bytes: 64,
  fields: {
    log: [0, 'usize'],
    replica: [4, 'usize'],
    answerEnd: [8, 'i64'],
  },
};

export interface LanesRow {
  room: number;
  ready: number;
  size: number;
  lane: number;
  next: number;
  busy: number;
  tails: number;
}
export const LANES: Layout<LanesRow> = {
  name: 'Lanes',
  bytes: 64,
  fields: {
    room: [0, 'i32'],
    ready: [4, 'usize'],
    size: [8, 'i32'],
    lane: [12, 'usize'],
    next: [16, 'usize'],
    busy: [20, 'usize'],
    tails: [24, 'usize'],
  },
};

export interface GroupRow {
  index: number;
  reader: number;
  memberOffset: number;
  instances: number;
  threads: number;
  concurrency: number;
  maxPollRecords: number;
  threadFree: number;
  drawProcessing: number;
  processingFactor: number;
  timePerPollSeconds: number;
  store: number;
  members: number;
  work: number;
  recording: number;
  lastArrival: number;
  lanes: number;
}
export const GROUP: Layout<GroupRow> = {
  name: 'Group',
  bytes: 128,
  fields: {
    index: [0, 'i32'],
    reader: [4, 'usize'],
    memberOffset: [8, 'i32'],
    instances: [12, 'i32'],
    threads: [16, 'i32'],
    concurrency: [20, 'i32'],
    maxPollRecords: [24, 'i32'],
    threadFree: [28, 'usize'],
    drawProcessing: [32, 'usize'],
    processingFactor: [40, 'f64'],
    timePerPollSeconds: [48, 'f64'],
    store: [56, 'usize'],
    members: [60, 'usize'],
    work: [64, 'usize'],
    recording: [68, 'usize'],
    lastArrival: [72, 'usize'],
    lanes: [76, 'usize'],
  },
};

export interface MemberRow {
  group: number;
  place: number;
  alive: number;
  busy: number;
  slowness: number;
  begunAt: number;
  firstSession: number;
  lastSession: number;
  buffered: number;
  cursor: number;
  writesPending: number;
  records: number;
  runCount: number;
  room: number;
  runs: number;
  starts: number;
  finishes: number;
}
export const MEMBER: Layout<MemberRow> = {
  name: 'Member',
  bytes: 128,
  fields: {
    group: [0, 'usize'],
    place: [4, 'i32'],
    alive: [8, 'bool'],
    busy: [9, 'bool'],
    slowness: [16, 'f64'],
    begunAt: [24, 'f64'],
    firstSession: [32, 'usize'],
    lastSession: [36, 'usize'],
    buffered: [40, 'i32'],
    cursor: [44, 'i32'],
    writesPending: [48, 'i32'],
    records: [52, 'i32'],
    runCount: [56, 'i32'],
    room: [60, 'i32'],
    runs: [64, 'usize'],
    starts: [68, 'usize'],
    finishes: [72, 'usize'],
  },
};

export interface RunRow {
  batch: number;
  offset: number;
  count: number;
  slot: number;
  next: number;
  answered: number;
  received: number;
}
export const RUN: Layout<RunRow> = {
  name: 'Run',
  bytes: 64,
  fields: {
    batch: [0, 'usize'],
    offset: [4, 'i32'],
    count: [8, 'i32'],
    slot: [12, 'i32'],
    next: [16, 'i32'],
    answered: [24, 'f64'],
    received: [32, 'f64'],
  },
};

export interface TableRow {
  cells: number;
  mask: number;
  size: number;
}
export const TABLE: Layout<TableRow> = {
  name: 'Table',
  bytes: 64,
  fields: {
    cells: [0, 'usize'],
    mask: [4, 'i32'],
    size: [8, 'i32'],
  },
};

export interface VectorRow {
  cells: number;
  size: number;
  capacity: number;
}
export const VECTOR: Layout<VectorRow> = {
  name: 'Vector',
  bytes: 64,
  fields: {
    cells: [0, 'usize'],
    size: [4, 'i32'],
    capacity: [8, 'i32'],
  },
};

export interface WakeListRow {
  cells: number;
  size: number;
  capacity: number;
  taken: number;
}
export const WAKE_LIST: Layout<WakeListRow> = {
  name: 'WakeList',
  bytes: 64,
  fields: {
    cells: [0, 'usize'],
    size: [4, 'i32'],
    capacity: [8, 'i32'],
    taken: [12, 'i32'],
  },
};

export interface ProducerSettingsRow {
  partitionCount: number;
  brokerCount: number;
  partitioner: number;
  keyed: number;
  withKeys: number;
  batchRecords: number;
  fullRecords: number;
  requestRecords: number;
  lingerSeconds: number;
  maxInFlight: number;
  bufferRecords: number;
  overflowFrom: number;
  overflow: number;
  shedStream: number;
  secondsPerToken: number;
  tokenBurst: number;
  tokensWait: number;
  maxBlockSeconds: number;
  deliveryTimeoutSeconds: number;
  wireBytesPerRecord: number;
  acks: number;
  nicOut: number;
  nicBytesPerSecond: number;
  pumpWindowSeconds: number;
}
export const PRODUCER_SETTINGS: Layout<ProducerSettingsRow> = {
  name: 'ProducerSettings',
  bytes: 192,
  fields: {
    partitionCount: [0, 'i32'],
    brokerCount: [4, 'i32'],
    partitioner: [8, 'i32'],
    keyed: [12, 'bool'],
    withKeys: [13, 'bool'],
    batchRecords: [16, 'i32'],
    fullRecords: [20, 'i32'],
    requestRecords: [24, 'i32'],
    lingerSeconds: [32, 'f64'],
    maxInFlight: [40, 'i32'],
    bufferRecords: [48, 'f64'],
    overflowFrom: [56, 'f64'],
    overflow: [64, 'i32'],
    shedStream: [68, 'usize'],
    secondsPerToken: [72, 'f64'],
    tokenBurst: [80, 'f64'],
    tokensWait: [88, 'bool'],
    maxBlockSeconds: [96, 'f64'],
    deliveryTimeoutSeconds: [104, 'f64'],
    wireBytesPerRecord: [112, 'f64'],
    acks: [120, 'i32'],
    nicOut: [124, 'usize'],
    nicBytesPerSecond: [128, 'f64'],
    pumpWindowSeconds: [136, 'f64'],
  },
};

export interface ProducerRow {
  number: number;
  pumpPending: number;
  currentPartition: number;
  stickyLeft: number;
  arrivals: number;
  keys: number;
  partitionStream: number;
  queues: number;
  connections: number;
  headKey: number;
  unacknowledged: number;
  headArrival: number;
  headToken: number;
  drawnUntil: number;
  tokenDue: number;
}
export const PRODUCER: Layout<ProducerRow> = {
  name: 'Producer',
  bytes: 128,
  fields: {
    number: [0, 'i32'],
    pumpPending: [4, 'bool'],
    currentPartition: [8, 'i32'],
    stickyLeft: [12, 'i32'],
    arrivals: [16, 'usize'],
    keys: [20, 'usize'],
    partitionStream: [24, 'usize'],
    queues: [28, 'usize'],
    connections: [32, 'usize'],
    headKey: [36, 'i32'],
    unacknowledged: [40, 'f64'],
    headArrival: [48, 'f64'],
    headToken: [56, 'f64'],
    drawnUntil: [64, 'f64'],
    tokenDue: [72, 'f64'],
  },
};

export interface QueueRow {
  size: number;
  head: number;
  mask: number;
  late: number;
  arrivals: number;
  admissions: number;
  keys: number;
  partition: number;
  batchReadyAt: number;
  sequence: number;
}
export const QUEUE: Layout<QueueRow> = {
  name: 'Queue',
  bytes: 64,
  fields: {
    size: [0, 'i32'],
    head: [4, 'i32'],
    mask: [8, 'i32'],
    late: [12, 'bool'],
    arrivals: [16, 'usize'],
    admissions: [20, 'usize'],
    keys: [24, 'usize'],
    partition: [28, 'i32'],
    batchReadyAt: [32, 'f64'],
    sequence: [40, 'i64'],
  },
};

export interface ArrivalsRow {
  stream: number;
  used: number;
  block: number;
  kind: number;
  last: number;
  meanGap: number;
  ratePerSecond: number;
  a: number;
  b: number;
  phaseEnd: number;
  position: number;
  length: number;
  stretch: number;
  step: number;
  values: number;
  count: number;
  started: number;
}
export const ARRIVALS: Layout<ArrivalsRow> = {
  name: 'Arrivals',
  bytes: 128,
  fields: {
    stream: [0, 'usize'],
    used: [4, 'i32'],
    block: [8, 'usize'],
    kind: [12, 'i32'],
    last: [16, 'f64'],
    meanGap: [24, 'f64'],
    ratePerSecond: [32, 'f64'],
    a: [40, 'f64'],
    b: [48, 'f64'],
    phaseEnd: [56, 'f64'],
    position: [64, 'f64'],
    length: [72, 'f64'],
    stretch: [80, 'f64'],
    step: [88, 'f64'],
    values: [96, 'usize'],
    count: [100, 'i32'],
    started: [104, 'i32'],
  },
};

export interface DrawRow {
  divisor: number;
  a: number;
  b: number;
  c: number;
  kind: number;
  count: number;
  values: number;
  stream: number;
}
export const DRAW: Layout<DrawRow> = {
  name: 'Draw',
  bytes: 64,
  fields: {
    divisor: [0, 'f64'],
    a: [8, 'f64'],
    b: [16, 'f64'],
    c: [24, 'f64'],
    kind: [32, 'i32'],
    count: [36, 'i32'],
    values: [40, 'usize'],
    stream: [44, 'usize'],
  },
};

export interface DelayRow {
  near: number;
  jitter: number;
  distance: number;
}
export const DELAY: Layout<DelayRow> = {
  name: 'Delay',
  bytes: 64,
  fields: {
    near: [0, 'usize'],
    jitter: [4, 'usize'],
    distance: [8, 'f64'],
  },
};

export interface KeysRow {
  kind: number;
  ready: number;
  count: number;
  shape: number;
  low: number;
  high: number;
  squeeze: number;
  stream: number;
}
export const KEYS: Layout<KeysRow> = {
  name: 'Keys',
  bytes: 64,
  fields: {
    kind: [0, 'i32'],
    ready: [4, 'i32'],
    count: [8, 'f64'],
    shape: [16, 'f64'],
    low: [24, 'f64'],
    high: [32, 'f64'],
    squeeze: [40, 'f64'],
    stream: [48, 'usize'],
  },
};

export interface StreamRow {
  s0: number;
  s1: number;
  s2: number;
  carry: number;
  used: number;
  held: number;
  seeded: number;
  spare: number;
  state: number;
  block: number;
}
export const STREAM: Layout<StreamRow> = {
  name: 'Stream',
  bytes: 64,
  fields: {
    s0: [0, 'f64'],
    s1: [8, 'f64'],
    s2: [16, 'f64'],
    carry: [24, 'f64'],
    used: [32, 'i32'],
    held: [36, 'i32'],
    seeded: [40, 'i32'],
    spare: [44, 'i32'],
    state: [48, 'usize'],
    block: [52, 'usize'],
  },
};

export interface ReaderRow {
  cluster: number;
  group: number;
  mirror: number;
  partitions: number;
  fetchMinBytes: number;
  fetchMaxWaitSeconds: number;
  fetchMaxBytes: number;
  maxPartitionFetchBytes: number;
  delay: number;
  nicIn: number;
  nicBytesPerSecond: number;
  cutUntil: number;
  slowness: number;
}
export const READER: Layout<ReaderRow> = {
  name: 'Reader',
  bytes: 128,
  fields: {
    cluster: [0, 'usize'],
    group: [4, 'usize'],
    mirror: [8, 'usize'],
    partitions: [12, 'usize'],
    fetchMinBytes: [16, 'f64'],
    fetchMaxWaitSeconds: [24, 'f64'],
    fetchMaxBytes: [32, 'f64'],
    maxPartitionFetchBytes: [40, 'f64'],
    delay: [48, 'usize'],
    nicIn: [52, 'usize'],
    nicBytesPerSecond: [56, 'f64'],
    cutUntil: [64, 'f64'],
    slowness: [72, 'f64'],
  },
};

export interface ReaderPartitionRow {
  log: number;
  session: number;
  owner: number;
  takenOffset: number;
  fetched: number;
  fetchedRecords: number;
  taken: number;
  takenRecords: number;
}
export const READER_PARTITION: Layout<ReaderPartitionRow> = {
  name: 'ReaderPartition',
  bytes: 64,
  fields: {
    log: [0, 'usize'],
    session: [4, 'usize'],
    owner: [8, 'i32'],
    takenOffset: [12, 'i32'],
    fetched: [16, 'i64'],
    fetchedRecords: [24, 'f64'],
    taken: [32, 'i64'],
    takenRecords: [40, 'f64'],
  },
};

export interface SessionRow {
  number: number;
  reader: number;
  member: number;
  broker: number;
  partitions: number;
  count: number;
  waits: number;
  timerSet: number;
  next: number;
  deadline: number;
  answeredAt: number;
  receivedAt: number;
  answerBytes: number;
  answerRecords: number;
}
export const SESSION: Layout<SessionRow> = {
  name: 'Session',
  bytes: 128,
  fields: {
    number: [0, 'i32'],
    reader: [4, 'usize'],
    member: [8, 'i32'],
    broker: [12, 'i32'],
    partitions: [16, 'usize'],
    count: [20, 'i32'],
    waits: [24, 'i32'],
    timerSet: [28, 'bool'],
    next: [32, 'usize'],
    deadline: [40, 'f64'],
    answeredAt: [48, 'f64'],
    receivedAt: [56, 'f64'],
    answerBytes: [64, 'f64'],
    answerRecords: [72, 'f64'],
  },
};

export interface MirrorRow {
  reader: number;
  target: number;
  timePerBatchSeconds: number;
  nicOut: number;
  nicBytesPerSecond: number;
  pathCount: number;
  busyUntil: number;
  filling: number;
}
export const MIRROR: Layout<MirrorRow> = {
  name: 'Mirror',
  bytes: 64,
  fields: {
    reader: [0, 'usize'],
    target: [4, 'usize'],
    timePerBatchSeconds: [8, 'f64'],
    nicOut: [16, 'usize'],
    nicBytesPerSecond: [24, 'f64'],
    pathCount: [32, 'i32'],
    busyUntil: [36, 'usize'],
    filling: [40, 'usize'],
  },
};

export interface StoreRow {
  index: number;
  shards: number;
  byKey: number;
  writeThrough: number;
  station: number;
  factor: number;
  drawRequest: number;
  timePerWriteSeconds: number;
  timePerReadSeconds: number;
  readsPerRecord: number;
  missRatio: number;
  hitSecondsPerRecord: number;
  missStream: number;
  bytesPerRecord: number;
  lru: number;
  clients: number;
  operations: number;
  freeOperations: number;
  operationOf: number;
  concerned: number;
}
export const STORE: Layout<StoreRow> = {
  name: 'Store',
  bytes: 128,
  fields: {
    index: [0, 'i32'],
    shards: [4, 'i32'],
    byKey: [8, 'bool'],
    writeThrough: [9, 'bool'],
    station: [12, 'usize'],
    factor: [16, 'f64'],
    drawRequest: [24, 'usize'],
    timePerWriteSeconds: [32, 'f64'],
    timePerReadSeconds: [40, 'f64'],
    readsPerRecord: [48, 'i32'],
    missRatio: [56, 'f64'],
    hitSecondsPerRecord: [64, 'f64'],
    missStream: [72, 'usize'],
    bytesPerRecord: [80, 'f64'],
    lru: [88, 'usize'],
    clients: [92, 'usize'],
    operations: [96, 'usize'],
    freeOperations: [100, 'usize'],
    operationOf: [104, 'usize'],
    concerned: [108, 'usize'],
  },
};

export interface StoreClientRow {
  delay: number;
  nicOut: number;
  nicBytesPerSecond: number;
}
export const STORE_CLIENT: Layout<StoreClientRow> = {
  name: 'StoreClient',
  bytes: 64,
  fields: {
    delay: [0, 'usize'],
    nicOut: [4, 'usize'],
    nicBytesPerSecond: [8, 'f64'],
  },
};

export interface OperationRow {
  number: number;
  group: number;
  member: number;
  shard: number;
  firstRun: number;
  lastRun: number;
  writes: number;
  misses: number;
  sent: number;
  come: number;
  begun: number;
  served: number;
  next: number;
}
export const OPERATION: Layout<OperationRow> = {
  name: 'Operation',
  bytes: 128,
  fields: {
    number: [0, 'i32'],
    group: [4, 'usize'],
    member: [8, 'usize'],
    shard: [12, 'i32'],
    firstRun: [16, 'i32'],
    lastRun: [20, 'i32'],
    writes: [24, 'i32'],
    misses: [28, 'i32'],
    sent: [32, 'f64'],
    come: [40, 'f64'],
    begun: [48, 'f64'],
    served: [56, 'f64'],
    next: [64, 'usize'],
  },
};

export interface LruCacheRow {
  capacity: number;
  timeToLiveSeconds: number;
  reads: number;
  hits: number;
  entries: number;
  oldest: number;
  newest: number;
  free: number;
}
export const LRU_CACHE: Layout<LruCacheRow> = {
  name: 'LruCache',
  bytes: 64,
  fields: {
    capacity: [0, 'f64'],
    timeToLiveSeconds: [8, 'f64'],
    reads: [16, 'f64'],
    hits: [24, 'f64'],
    entries: [32, 'usize'],
    oldest: [36, 'usize'],
    newest: [40, 'usize'],
    free: [44, 'usize'],
  },
};

export interface LruEntryRow {
  since: number;
  key: number;
  older: number;
  newer: number;
}
export const LRU_ENTRY: Layout<LruEntryRow> = {
  name: 'LruEntry',
  bytes: 64,
  fields: {
    since: [0, 'f64'],
    key: [8, 'i32'],
    older: [12, 'usize'],
    newer: [16, 'usize'],
  },
};

export interface SliceRow {
  holders: number;
  sizeClass: number;
  room: number;
  next: number;
}
export const SLICE: Layout<SliceRow> = {
  name: 'Slice',
  bytes: 64,
  fields: {
    holders: [0, 'i32'],
    sizeClass: [4, 'i32'],
    room: [8, 'i32'],
    next: [12, 'usize'],
  },
};

export interface BatchRow {
  ready: number;
  drained: number;
  received: number;
  started: number;
  appended: number;
  committed: number;
  readable: number;
  count: number;
  blocked: number;
  acknowledged: number;
  copy: number;
  slice: number;
  partition: number;
  client: number;
  request: number;
  next: number;
  remaining: number;
  kept: number;
  attempts: number;
  position: number;
  sequence: number;
  retryAt: number;
  generation: number;
}
export const BATCH: Layout<BatchRow> = {
  name: 'Batch',
  bytes: 128,
  fields: {
    ready: [0, 'f64'],
    drained: [8, 'f64'],
    received: [16, 'f64'],
    started: [24, 'f64'],
    appended: [32, 'f64'],
    committed: [40, 'f64'],
    readable: [48, 'f64'],
    count: [56, 'i32'],
    blocked: [60, 'bool'],
    acknowledged: [61, 'bool'],
    copy: [62, 'bool'],
    slice: [64, 'usize'],
    partition: [68, 'i32'],
    client: [72, 'i32'],
    request: [76, 'usize'],
    next: [80, 'usize'],
    remaining: [84, 'i32'],
    kept: [88, 'i32'],
    attempts: [92, 'i32'],
    position: [96, 'i64'],
    sequence: [104, 'i64'],
    retryAt: [112, 'f64'],
    generation: [120, 'i32'],
  },
};

export interface RequestRow {
  connection: number;
  first: number;
  last: number;
  batches: number;
  records: number;
  pending: number;
  bytes: number;
  received: number;
  started: number;
  next: number;
  place: number;
}
export const REQUEST: Layout<RequestRow> = {
  name: 'Request',
  bytes: 64,
  fields: {
    connection: [0, 'usize'],
    first: [4, 'usize'],
    last: [8, 'usize'],
    batches: [12, 'i32'],
    records: [16, 'i32'],
    pending: [20, 'i32'],
    bytes: [24, 'f64'],
    received: [32, 'f64'],
    started: [40, 'f64'],
    next: [48, 'usize'],
    place: [52, 'i32'],
  },
};

export interface ConnectionRow {
  number: number;
  client: number;
  broker: number;
  cluster: number;
  lastArrival: number;
  quotaDue: number;
  waitingFirst: number;
  waitingLast: number;
  busy: number;
  blocked: number;
  inFlight: number;
  readyAt: number;
  producer: number;
  rotation: number;
  filled: number;
}
export const CONNECTION: Layout<ConnectionRow> = {
  name: 'Connection',
  bytes: 128,
  fields: {
    number: [0, 'i32'],
    client: [4, 'i32'],
    broker: [8, 'i32'],
    cluster: [12, 'usize'],
    lastArrival: [16, 'f64'],
    quotaDue: [24, 'f64'],
    waitingFirst: [32, 'usize'],
    waitingLast: [36, 'usize'],
    busy: [40, 'bool'],
    blocked: [41, 'bool'],
    inFlight: [44, 'i32'],
    readyAt: [48, 'f64'],
    producer: [56, 'usize'],
    rotation: [60, 'i32'],
    filled: [64, 'usize'],
  },
};

export interface WorldRow {
  now: number;
  end: number;
  maximumInside: number;
  filledAt: number;
  executed: number;
  backwards: number;
  events: number;
  pathCount: number;
  observes: number;
  keepsKeys: number;
  producers: number;
  producerCount: number;
  settings: number;
  clusters: number;
  clusterCount: number;
  readers: number;
  readerCount: number;
  groups: number;
  groupCount: number;
  mirrors: number;
  mirrorCount: number;
  stores: number;
  storeCount: number;
  recorder: number;
  sessions: number;
  replicas: number;
  wokenReaders: number;
  wokenReplicas: number;
  memberGroup: number;
  memberCount: number;
  freeBatches: number;
  batchChunks: number;
  batchesLeft: number;
  freeRequests: number;
  requestChunks: number;
  requestCount: number;
  freeSlices: number;
  banks: number;
  looks: number;
  touchedWhenFree: number;
  samples: number;
  backlogSamples: number;
  lagSamples: number;
  instanceSamples: number;
  sampleRoom: number;
  told: number;
  toldCount: number;
  toldRoom: number;
}
export const WORLD: Layout<WorldRow> = {
  name: 'World',
  bytes: 256,
  fields: {
    now: [0, 'f64'],
    end: [8, 'f64'],
    maximumInside: [16, 'f64'],
    filledAt: [24, 'f64'],
    executed: [32, 'f64'],
    backwards: [40, 'f64'],
    events: [48, 'usize'],
    pathCount: [52, 'i32'],
    observes: [56, 'i32'],
    keepsKeys: [60, 'i32'],
    producers: [64, 'usize'],
    producerCount: [68, 'i32'],
    settings: [72, 'usize'],
    clusters: [76, 'usize'],
    clusterCount: [80, 'i32'],
    readers: [84, 'usize'],
    readerCount: [88, 'i32'],
    groups: [92, 'usize'],
    groupCount: [96, 'i32'],
    mirrors: [100, 'usize'],
    mirrorCount: [104, 'i32'],
    stores: [108, 'usize'],
    storeCount: [112, 'i32'],
    recorder: [116, 'usize'],
    sessions: [120, 'usize'],
    replicas: [124, 'usize'],
    wokenReaders: [128, 'usize'],
    wokenReplicas: [132, 'usize'],
    memberGroup: [136, 'usize'],
    memberCount: [140, 'i32'],
    freeBatches: [144, 'usize'],
    batchChunks: [148, 'usize'],
    batchesLeft: [152, 'i32'],
    freeRequests: [156, 'usize'],
    requestChunks: [160, 'usize'],
    requestCount: [164, 'i32'],
    freeSlices: [168, 'usize'],
    banks: [172, 'usize'],
    looks: [176, 'usize'],
    touchedWhenFree: [180, 'i32'],
    samples: [184, 'i32'],
    backlogSamples: [188, 'usize'],
    lagSamples: [192, 'usize'],
    instanceSamples: [196, 'usize'],
    sampleRoom: [200, 'i32'],
    told: [204, 'usize'],
    toldCount: [208, 'i32'],
    toldRoom: [212, 'i32'],
  },
};

export interface RecorderRow {
  windowStart: number;
  windowEnd: number;
  bucketSeconds: number;
  bucketsPerSecond: number;
  buckets: number;
  arrivedTotal: number;
  arrivedBefore: number;
  arrivedInWindow: number;
  droppedTotal: number;
  droppedBefore: number;
  droppedInWindow: number;
  deliveredTotal: number;
  deliveredBefore: number;
  deliveredInWindow: number;
  deliveredLater: number;
  lostTotal: number;
  watermarksAhead: number;
  promisesBroken: number;
  orderBroken: number;
  publishSum: number;
  arrivedSeries: number;
  droppedSeries: number;
  publishBins: number;
  publishExtremes: number;
}
export const RECORDER: Layout<RecorderRow> = {
  name: 'Recorder',
  bytes: 192,
  fields: {
    windowStart: [0, 'f64'],
    windowEnd: [8, 'f64'],
    bucketSeconds: [16, 'f64'],
    bucketsPerSecond: [24, 'f64'],
    buckets: [32, 'i32'],
    arrivedTotal: [40, 'f64'],
    arrivedBefore: [48, 'f64'],
    arrivedInWindow: [56, 'f64'],
    droppedTotal: [64, 'f64'],
    droppedBefore: [72, 'f64'],
    droppedInWindow: [80, 'f64'],
    deliveredTotal: [88, 'f64'],
    deliveredBefore: [96, 'f64'],
    deliveredInWindow: [104, 'f64'],
    deliveredLater: [112, 'f64'],
    lostTotal: [120, 'f64'],
    watermarksAhead: [128, 'f64'],
    promisesBroken: [136, 'f64'],
    orderBroken: [144, 'f64'],
    publishSum: [152, 'f64'],
    arrivedSeries: [160, 'usize'],
    droppedSeries: [164, 'usize'],
    publishBins: [168, 'usize'],
    publishExtremes: [172, 'usize'],
  },
};

export interface ScheduleRow {
  entries: number;
  used: number;
  capacity: number;
  topIsEmpty: number;
  kind: number;
  time: number;
  index: number;
}
export const SCHEDULE: Layout<ScheduleRow> = {
  name: 'Schedule',
  bytes: 64,
  fields: {
    entries: [0, 'usize'],
    used: [4, 'i32'],
    capacity: [8, 'i32'],
    topIsEmpty: [12, 'bool'],
    kind: [16, 'i32'],
    time: [24, 'f64'],
    index: [32, 'u64'],
  },
};
