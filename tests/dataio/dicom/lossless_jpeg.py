"""Lossless JPEG (ITU T.81, process 14, predictor 1), which no package of pydicom's writes: encode(values, bits)."""


def segment(marker, body):
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body


def encode(values, bits):
    """The codestream of unsigned `values` [rows, columns]; one Huffman code of five bits for each of 17 categories."""
    rows, columns = values.shape
    stream, pending, count = bytearray(), 0, 0

    def put(word, length):
        nonlocal pending, count
        pending, count = pending << length | word, count + length
        while count >= 8:
            count -= 8
            stream.append(pending >> count & 0xFF)
            if stream[-1] == 0xFF:
                stream.append(0)
        pending &= (1 << count) - 1

    for i in range(rows):
        for j in range(columns):
            left = int(values[i, j - 1]) if j else int(values[i - 1, 0]) if i else 1 << bits - 1
            # Differences count modulo 2^16, from -32767 to 32768.
            difference = (int(values[i, j]) - left + 32767) % 65536 - 32767
            category = abs(difference).bit_length()
            put(category, 5)
            if 0 < category < 16:
                put(difference if difference > 0 else difference + (1 << category) - 1, category)
    if count:
        put((1 << 8 - count) - 1, 8 - count)
    frame = bytes([bits]) + rows.to_bytes(2, "big") + columns.to_bytes(2, "big") + bytes([1, 1, 0x11, 0])
    huffman = bytes([0, 0, 0, 0, 0, 17] + [0] * 11) + bytes(range(17))
    scan = bytes([1, 1, 0, 1, 0, 0])
    return (b"\xff\xd8" + segment(0xC3, frame) + segment(0xC4, huffman) + segment(0xDA, scan) + bytes(stream)
            + b"\xff\xd9")
