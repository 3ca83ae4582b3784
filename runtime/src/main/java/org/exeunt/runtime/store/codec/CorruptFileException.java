package org.exeunt.runtime.store.codec;

import java.io.IOException;

/** A stored state or model whose bytes are not what was written; the message is the middle of a sentence. */
public final class CorruptFileException extends IOException {
    private static final long serialVersionUID = 1;

    public CorruptFileException(String what) {
        super(what);
    }
}
