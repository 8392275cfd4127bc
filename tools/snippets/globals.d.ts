declare function shown(value: unknown, says: string): void;
