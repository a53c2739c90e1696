import { expect, test } from 'vitest';
import { parseClusterNodes } from './cluster-nodes.ts';

const nodes = `07c37df 127.0.0.1:30004@31004,hostname4 slave e7d1eec 0 1426238317239 4 connected
67ed2db 127.0.0.1:30002@31002,hostname2 master - 0 1426238316232 2 connected 5461-10922
292f8b3 10.0.0.3:30003@31003 master - 0 1426238318243 3 connected 10923-16383 [10923->-292f8b3]
aaaaaaa 10.0.0.9:30009@31009 master,fail - 0 1426238318243 3 disconnected
e7d1eec 127.0.0.1:30001@31001,hostname1 myself,master - 0 0 1 connected 0-5459 5460
`;

test('tells the slots of the asked node and the other nodes that hold some', () => {
  expect(parseClusterNodes(nodes)).toEqual({
    slots: 5_461,
    others: ['127.0.0.1:30002', '10.0.0.3:30003'],
  });
});

test('a replica has the keys of its primary', () => {
  const replica = nodes.replace('myself,', '').replace('slave e7d1eec', 'myself,slave e7d1eec');
  expect(parseClusterNodes(replica)).toMatchObject({ slots: 5_461, others: { length: 2 } });
});

test('says nothing of what cannot be read', () => {
  expect(parseClusterNodes('ERR')).toEqual({ slots: null, others: [] });
});
