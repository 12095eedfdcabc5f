export interface RedisLab {
  end(): void;
}
