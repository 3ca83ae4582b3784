package org.exeunt.runtime.record;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Says in words why a file cannot be read or written. */
final class DiskWords {
    private DiskWords() {}

    /** Returns a clause without capital and full stop. */
    static String of(IOException failure) {
        if (failure instanceof NoSuchFileException missing) {
            return missing.getFile() + " does not exist";
        }
        if (failure instanceof AccessDeniedException denied) {
            return "access to " + denied.getFile() + " is denied";
        }
        return failure instanceof CharacterCodingException ? "it is not UTF-8" : failure.toString();
    }
}
