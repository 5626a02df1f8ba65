<?php
// GET messages.php?lastId=N: the messages after N; waits for one if there is none, and answers [] when none came.
require 'store.php';

$lastId = (int) ($_GET['lastId'] ?? 0);
$until = microtime(true) + hold();
while (!($messages = messages_after($lastId)) && microtime(true) < $until && !connection_aborted()) {
    usleep(100000);
}
answer($messages);
