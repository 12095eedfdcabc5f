export interface NatsLab {
  end(): void;
}
