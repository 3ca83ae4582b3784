package org.exeunt.api.error;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;

/** Describes failures of files and connections to users, without the names of Java exceptions. */
public final class IoMessages {
    private static final String NAME_OF_A_CLASS = "(?:[a-z]\\w*\\.)+[A-Z]\\w*(?:Exception|Error)(?:: )?";

    /** The places, codes and names of Jackson's settings in its messages. */
    private static final String OF_JACKSON =
            "\\s*\\((?:start marker )?at \\[Source:[^\\]]*\\]\\)|\\s*at \\[Source:[^\\]]*\\]"
                    + "|\\s*\\(code \\d+[^)]*\\)|, from `[^`]*`|(?s): (?:maybe |enable `).*";

    private IoMessages() {}

    /**
     * Returns the cause of a failure, with the path or host if known, as a clause that starts in lower case and has no
     * full stop.
     */
    public static String of(IOException failure) {
        if (failure instanceof FileSystemException ofFile) {
            return ofFile.getFile() == null ? reason(ofFile) : ofFile.getFile() + " " + predicate(ofFile);
        }
        return reason(failure);
    }

    /**
     * Returns the cause of a failure as {@link #of} does, but without the path, for messages that already name the
     * file.
     */
    public static String reason(IOException failure) {
        if (failure instanceof FileSystemException ofFile) {
            return Optional.ofNullable(ofFile.getReason()).orElseGet(() -> "it " + predicate(ofFile));
        }
        if (failure instanceof CharacterCodingException) {
            return "it is not UTF-8";
        }
        if (failure instanceof UnknownHostException) {
            return failure.getMessage() == null ? "the host is unknown" : "the host is unknown: " + words(failure);
        }
        if (failure instanceof HttpTimeoutException || failure instanceof SocketTimeoutException) {
            return "no answer in time";
        }
        if (failure instanceof ConnectException) {
            return isSilent(failure) ? "no connection" : "no connection: " + words(failure);
        }
        if (failure instanceof ClosedChannelException) {
            return "it was closed";
        }
        if (failure instanceof EOFException && isSilent(failure)) {
            return "it ends too early";
        }
        return isSilent(failure) ? "the operating system reports no reason" : words(failure);
    }

    private static String predicate(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return "does not exist";
        }
        if (failure instanceof AccessDeniedException) {
            return "may not be accessed";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "exists already";
        }
        if (failure instanceof DirectoryNotEmptyException) {
            return "is a folder that is not empty";
        }
        if (failure instanceof NotDirectoryException) {
            return "is not a folder";
        }
        if (failure instanceof FileSystemLoopException) {
            return "is part of a loop of links";
        }
        if (failure instanceof AtomicMoveNotSupportedException) {
            return "cannot be moved in one step";
        }
        return failure.getReason() == null
                ? "failed; the operating system reports no reason"
                : "(" + failure.getReason() + ")";
    }

    private static boolean isSilent(IOException failure) {
        return words(failure).isEmpty();
    }

    private static String words(IOException failure) {
        return Optional.ofNullable(failure.getMessage())
                .orElse("")
                .replaceAll(NAME_OF_A_CLASS, "")
                .replaceAll(OF_JACKSON, "")
                .strip();
    }
}
