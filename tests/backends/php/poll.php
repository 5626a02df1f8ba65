<?php
// The tutorials' long poll: held until the file has something after lastId.
header('Content-Type: application/json');
$last = (int)($_GET['lastId'] ?? 0);
for ($end = microtime(true) + 5; microtime(true) < $end; usleep(20000)) {
    $news = is_file("messages") ? file("messages", FILE_IGNORE_NEW_LINES) : [];
    $items = array_values(array_filter($news, fn($line) => json_decode($line)->id > $last));
    if ($items) {
        echo '{"messages":[', implode(',', $items), '],"lastId":', json_decode(end($items))->id, '}';
        exit;
    }
}
echo '{}';
