import { connect } from './bridge';
import { realm } from './wake';

// The classic script: a page that imports nothing finds it here.
realm.Bridge = { connect };
