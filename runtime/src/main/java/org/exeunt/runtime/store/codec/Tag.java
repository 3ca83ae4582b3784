package org.exeunt.runtime.store.codec;

/** The byte that precedes every value, by which a reader detects other data. */
final class Tag {
    static final byte PARAMETERS = 'P';
    static final byte PAYLOAD = 'L';
    static final byte SIMILARITIES = 'S';
    static final byte RECORD = 'R';
    static final byte LIST = '[';
    static final byte MAP = 'M';
    static final byte CLIENT = 'c';
    static final byte STRING = 's';
    static final byte INT = 'i';
    static final byte LONG = 'l';
    static final byte FLOAT = 'f';
    static final byte DOUBLE = 'd';
    static final byte BOOLEAN = 'b';

    private Tag() {}
}
