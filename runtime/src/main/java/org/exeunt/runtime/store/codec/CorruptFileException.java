package org.exeunt.runtime.store.codec;

import java.io.IOException;

/** Reports that the bytes of a stored state or model are invalid; the message is a clause about the file. */
public final class CorruptFileException extends IOException {
    private static final long serialVersionUID = 1;

    public CorruptFileException(String what) {
        super(what);
    }
}
