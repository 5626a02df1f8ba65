<?php
// POST send.php with name and text: writes a message and answers it.
require 'store.php';

$name = trim($_POST['name'] ?? '');
$text = trim($_POST['text'] ?? '');
if ($_SERVER['REQUEST_METHOD'] !== 'POST' || $name === '' || $text === '') {
    http_response_code(400);
    answer(['error' => 'POST a name and a text, both not empty.']);
    return;
}
answer(add_message(substr($name, 0, 40), substr($text, 0, 500)));
