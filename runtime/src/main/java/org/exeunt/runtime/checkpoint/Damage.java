package org.exeunt.runtime.checkpoint;

import java.io.IOException;

/** What is wrong with the bytes of a checkpoint, as the middle of a sentence. */
final class Damage extends IOException {
    private static final long serialVersionUID = 1;

    Damage(String what) {
        super(what);
    }
}
