<?php
// GET last.php?timestamp=T: the newest message once the file has changed after T (its mtime, in whole seconds), with the timestamp to ask with next.
// Two messages within one second look like one change: whoever needs each of them asks messages.php.
require 'store.php';

function changed_at(): int
{
    clearstatcache();
    return is_file(store_file()) ? filemtime(store_file()) : 0;
}

$timestamp = (int) ($_GET['timestamp'] ?? 0);
$until = microtime(true) + hold();
while (($changed = changed_at()) <= $timestamp && microtime(true) < $until && !connection_aborted()) {
    usleep(100000);
}
if ($changed <= $timestamp) {
    answer(new stdClass());
    return;
}
$messages = messages_after(0);
answer(['timestamp' => $changed, 'count' => count($messages), 'last' => end($messages) ?: null]);
