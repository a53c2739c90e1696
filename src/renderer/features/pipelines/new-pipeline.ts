/** Where a new pipeline begins: it runs as it is, and shows each part. */
export const newPipelineText = (name: string) => `{
  "version": 1,
  "name": "${name}",
  "source": { "type": "generator", "fields": { "city": "{{pick(['Chennai', 'Coimbatore'])}}", "value": "{{randInt(1, 10)}}" }, "rate": 20 },
  "groupBy": ["event.city"],
  "window": { "type": "tumbling", "size": "5s" },
  "aggregate": { "readings": { "count": true }, "average": { "avg": "event.value" } },
  "sinks": [{ "type": "chart" }]
}
`;

/** "New pipeline", "New pipeline 2": files of one name would keep their positions under one key. */
export function freeName(taken: readonly { name: string }[]): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? 'New pipeline' : `New pipeline ${number}`;
    if (taken.every(other => other.name !== name)) return name;
  }
}
