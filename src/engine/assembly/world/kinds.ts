/**
 * Event kinds, in the order in which events of the same time are handled; of one kind the smaller
 * index comes first, whatever came first to where they have been. A server is free, for whoever
 * waits or comes, from the moment its job ends, before anything else of that time: several jobs may
 * begin and end on it in one instant (services of 0), and what they bring about then follows in the
 * order of events, not of the queue.
 */
export const SAMPLE: i32 = 0;
export const REQUEST_ARRIVES: i32 = 1;
export const REQUEST_RECEIVED: i32 = 2;
export const PRODUCE_DONE: i32 = 3;
export const DISK_DONE: i32 = 4;
export const REPLICA_DATA: i32 = 5;
export const REPLICA_RECEIVED: i32 = 6;
export const REPLICA_FETCH_ARRIVES: i32 = 7;
export const REPLICA_FETCH_DONE: i32 = 8;
export const READ_FETCH_ARRIVES: i32 = 9;
export const READ_FETCH_DONE: i32 = 10;
export const READ_TIMEOUT: i32 = 11;
export const READ_DATA: i32 = 12;
export const READ_RECEIVED: i32 = 13;
export const POLL_END: i32 = 14;
export const RECORD_END: i32 = 15;
export const BULK_DUE: i32 = 16;
export const STORE_ARRIVES: i32 = 17;
export const STORE_SERVED: i32 = 18;
export const STORE_DONE: i32 = 19;
export const CALL_ARRIVES: i32 = 20;
export const CALL_SERVED: i32 = 21;
export const CALL_ANSWERED: i32 = 22;
export const INNER_CALL_AGAIN: i32 = 23;
export const CALL_AGAIN: i32 = 24;
export const TRY_AGAIN: i32 = 25;
export const CALL_TIMEOUT: i32 = 26;
export const BREAKER_PROBES: i32 = 27;
export const INNER_PROBES: i32 = 28;
export const ACKNOWLEDGED: i32 = 29;
export const SEND_ANSWERED: i32 = 30;
export const SEND_FAILED: i32 = 31;
export const POLL_TURN: i32 = 32;
export const ADMIT: i32 = 33;
export const CHANNEL_READY: i32 = 34;
export const DRAW_ARRIVALS: i32 = 35;
export const MIRROR_SENDS: i32 = 36;
export const REQUEST_TIMEOUT: i32 = 37;
export const REQUEST_REFUSED: i32 = 38;
export const ENTER_HANDLERS: i32 = 39;
export const FAULT_BEGINS: i32 = 40;
export const FAULT_ENDS: i32 = 41;
export const BROKER_FENCED: i32 = 42;
export const LEADERS_ELECTED: i32 = 43;
export const LEADERS_RETURN: i32 = 44;
export const MEMBER_NOTICED: i32 = 45;
export const REBALANCED: i32 = 46;
export const AUTOSCALE: i32 = 47;
export const MEMBER_STARTS: i32 = 48;
export const LOOK: i32 = 49;
export const POLL_LATE: i32 = 50;
export const QUEUE_PUBLISHED: i32 = 51;
export const QUEUE_WRITTEN: i32 = 52;
export const QUEUE_COPY: i32 = 53;
export const QUEUE_COPY_HERE: i32 = 54;
export const QUEUE_COPIED: i32 = 55;
export const QUEUE_SENT: i32 = 56;
export const QUEUE_DATA: i32 = 57;
export const QUEUE_RECEIVED: i32 = 58;
export const QUEUE_ACK: i32 = 59;
export const QUEUE_SETTLED: i32 = 60;
export const QUEUE_ASK: i32 = 61;
export const QUEUE_ASK_OVER: i32 = 62;
export const QUEUE_VISIBLE: i32 = 63;
export const QUEUE_EXPIRES: i32 = 64;
export const QUEUE_CLOSED: i32 = 65;
export const QUEUE_JOINS: i32 = 66;
export const REQUEST_MADE: i32 = 67;
export const CALL_LEAVES: i32 = 68;
export const DESK_BACK: i32 = 69;
export const DESK_SHIFT: i32 = 70;
export const DELIVERY_TIMEOUT: i32 = 71;
export const READ_UNPACKED: i32 = 72;
export const QUEUE_UNPACKED: i32 = 73;
export const QUEUE_MEMORY: i32 = 74;
export const PUBLISHER_TOLD: i32 = 75;
export const LAG_CHECK: i32 = 76;

/** acks=all. */
export const ALL: i32 = 2;

export const STICKY: i32 = 0;
export const ROUND_ROBIN: i32 = 1;
export const RANDOM: i32 = 2;

export const BLOCK: i32 = 0;
export const DROP_NEWEST: i32 = 1;
export const DROP_OLDEST: i32 = 2;
export const SHED: i32 = 3;

export const FREE: i32 = 0;
export const BY_PARTITION: i32 = 1;
export const BY_KEY: i32 = 2;

/** Faults: see ../../../network/world/faults.ts. */
export const BROKER_DOWN: i32 = 0;
export const CONSUMER_DOWN: i32 = 1;
export const SLOW_DISK: i32 = 2;
export const SLOW_CONSUMER: i32 = 3;
export const LINK_CUT: i32 = 4;
export const LINK_SLOW: i32 = 5;
export const REGION_DOWN: i32 = 6;
export const SURGE: i32 = 7;
export const SLOW_EXTERNAL: i32 = 8;
export const EXTERNAL_DOWN: i32 = 9;
export const BROKER_STOP: i32 = 10;

/** What observers are told. */
export const SENT: i32 = 0;
export const PUBLISHED: i32 = 1;
export const DROPPED: i32 = 2;
export const DELIVERED: i32 = 3;
export const LOST: i32 = 4;
export const DUPLICATED: i32 = 5;
export const FAILED: i32 = 6;

/** What an autoscaler looks at. */
export const BY_LAG: i32 = 0;
export const BY_UTILIZATION: i32 = 1;
export const BY_SCHEDULE: i32 = 2;

/** How partitions are assigned. */
export const RANGE: i32 = 0;
export const IN_TURN: i32 = 1;
export const STICKY_OWNERS: i32 = 2;

/** In which order an external takes the calls that wait. */
export const FIFO: i32 = 0;
export const LIFO: i32 = 1;
export const PRIORITY: i32 = 2;
export const PREEMPTIVE: i32 = 3;
export const SHARED: i32 = 4;
export const RANDOM_ORDER: i32 = 5;

/** Priorities of calls and of messages: 0 up to one less, as ../../../model/ranges.ts has it. */
export const PRIORITIES: i32 = 10;

/** To which of its instances a call goes. */
export const ONE_QUEUE: i32 = 0;
export const RANDOM_DESK: i32 = 1;
export const DESK_IN_TURN: i32 = 2;
export const LEAST_LOADED: i32 = 3;
export const POWER_OF_TWO: i32 = 4;
export const FASTEST: i32 = 5;

/** What an external's servers do while it is down. */
export const WORK_DONE: i32 = 0;
export const KEPT: i32 = 1;
export const WORK_LOST: i32 = 2;
