/** Where a new pipeline begins: it runs as it is, and shows each part. */
export const newPipelineText = `{
  "version": 1,
  "name": "New pipeline",
  "source": { "type": "generator", "fields": { "city": "{{pick(['Chennai', 'Coimbatore'])}}", "value": "{{randInt(1, 10)}}" }, "rate": 20 },
  "groupBy": ["event.city"],
  "window": { "type": "tumbling", "size": "5s" },
  "aggregate": { "readings": { "count": true }, "average": { "avg": "event.value" } },
  "sinks": [{ "type": "chart" }]
}
`;
