import { connect } from '../dist/types/bridge';

const connection = connect('/bridge');
connect(1);
connect('/bridge', { transport: 'carrier-pigeon' });
connect('/bridge', { resume: 1 });
connection.subscribe('news');
connection.subscribe('news', () => {}, { since: 5 });
connection.subscribe('news', () => {}, { since: { first: 1 } });
connection.on('message', () => {});
connection.use('none');
connection.session = 's1';
connection.transport = 'polling';
connection.position();
