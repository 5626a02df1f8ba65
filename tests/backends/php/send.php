<?php
$file = fopen('messages', 'a+');
flock($file, LOCK_EX);
rewind($file);
$id = 1;
while (fgets($file) !== false) {
    $id++;
}
fwrite($file, json_encode(['id' => $id, 't' => $_POST['text']]) . "\n");
flock($file, LOCK_UN);
