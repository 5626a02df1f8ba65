<?php
header('Content-Type: application/json');
$lines = is_file('messages') ? file('messages', FILE_IGNORE_NEW_LINES) : [];
echo '{"head":', $lines ? json_decode(end($lines))->id : 0, '}';
