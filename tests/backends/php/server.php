<?php
// The tutorials' other long poll: held until a file is newer than the page's timestamp, in whole seconds.
$last = (int)$_GET['timestamp'];
for ($end = microtime(true) + 5; microtime(true) < $end; usleep(20000)) {
    clearstatcache();
    if (is_file('state') && filemtime('state') > $last) {
        header('Content-Type: application/json');
        echo json_encode(['timestamp' => filemtime('state'), 'data' => file_get_contents('state')]);
        exit;
    }
}
