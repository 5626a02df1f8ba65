<?php
// The whole database: one line of JSON per message in a file. Its last line is the newest; the lock makes ids go up by one.

function store_file(): string
{
    return getenv('CHAT_FILE') ?: __DIR__ . '/../data/messages.txt';
}

/** All messages with an id above the one given, oldest first. */
function messages_after(int $lastId): array
{
    clearstatcache();
    if (!is_file(store_file())) {
        return [];
    }
    $found = [];
    foreach (file(store_file(), FILE_IGNORE_NEW_LINES | FILE_SKIP_EMPTY_LINES) as $line) {
        $message = json_decode($line, true);
        if ($message['id'] > $lastId) {
            $found[] = $message;
        }
    }
    return $found;
}

function add_message(string $name, string $text): array
{
    @mkdir(dirname(store_file()), 0777, true);
    $file = fopen(store_file(), 'c+');
    flock($file, LOCK_EX);
    $id = 0;
    while (($line = fgets($file)) !== false) {
        $id = json_decode($line, true)['id'];
    }
    $message = ['id' => $id + 1, 'name' => $name, 'text' => $text, 'at' => date('H:i:s')];
    fwrite($file, json_encode($message) . "\n");
    fflush($file);
    flock($file, LOCK_UN);
    fclose($file);
    return $message;
}

/** How long a poll is held, in seconds. */
function hold(): int
{
    return (int) (getenv('CHAT_HOLD') ?: 20);
}

function answer($value): void
{
    header('Content-Type: application/json');
    header('Cache-Control: no-store');
    echo json_encode($value);
}
