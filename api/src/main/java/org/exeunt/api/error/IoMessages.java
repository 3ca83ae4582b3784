package org.exeunt.api.error;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;
import java.util.Optional;

/** Describes failures of files and connections to users, without the names of Java exceptions. */
public final class IoMessages {
    private static final Map<Class<? extends IOException>, String> SILENT = Map.of(
            NoSuchFileException.class, "does not exist",
            AccessDeniedException.class, "may not be accessed",
            FileAlreadyExistsException.class, "exists already",
            DirectoryNotEmptyException.class, "is a folder that is not empty",
            NotDirectoryException.class, "is not a folder",
            MalformedInputException.class, "is not UTF-8",
            EOFException.class, "ends too early",
            UnknownHostException.class, "is at an unknown host",
            ConnectException.class, "cannot be connected to");

    /** The places and codes in messages of Jackson. */
    private static final String OF_JACKSON = "\\s*\\((?:start marker )?at \\[Source:[^\\]]*\\]\\)"
            + "|\\s*at \\[Source:[^\\]]*\\]|\\s*\\(code \\d+[^)]*\\)";

    private IoMessages() {}

    /**
     * Returns the cause of a failure, with the path if known, as a clause that starts in lower case and has no full
     * stop.
     */
    public static String of(IOException failure) {
        String file = failure instanceof FileSystemException ofFile ? ofFile.getFile() : null;
        String known = SILENT.get(failure.getClass());
        if (file == null) {
            return reason(failure);
        }
        return known == null ? "%s (%s)".formatted(file, reason(failure)) : file + " " + known;
    }

    /**
     * Returns the cause of a failure as {@link #of} does, but without the path, for messages that already name the
     * file.
     */
    public static String reason(IOException failure) {
        String known = SILENT.get(failure.getClass());
        String message = failure instanceof FileSystemException ofFile ? ofFile.getReason() : failure.getMessage();
        return known != null
                ? "it " + known
                : Optional.ofNullable(message)
                        .flatMap(text -> text.lines().findFirst())
                        .map(text -> text.replaceAll(OF_JACKSON, ""))
                        .orElse("the operating system reports no reason");
    }
}
