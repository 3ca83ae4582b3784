package org.exeunt.datasets.files;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** How the characters of a text are bytes. */
public enum Encoding {
    /** Unicode, which most programs write. */
    UTF_8,
    /** Western European characters of one byte each, as Windows and older programs write. */
    LATIN_1;

    /**
     * Returns a text without the byte order mark that some programs write at its start.
     *
     * @throws CharacterCodingException if it has another encoding; the position of {@code bytes} is then that of the error
     */
    public String decode(ByteBuffer bytes) throws CharacterCodingException {
        return this == UTF_8
                ? Utf8.decode(bytes)
                : StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }
}
