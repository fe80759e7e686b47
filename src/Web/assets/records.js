// What lists and forms of records do beyond plain HTML; each part is a module of its own.
import './records-picker.js';
import './records-select.js';
import './records-grid.js';
import './records-columns.js';
