package org.exeunt.runtime.store;

import java.io.IOException;
import java.nio.file.Path;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;

/** Failures of run directories. */
final class RecordErrors {
    private static final ErrorCode CONTRADICTORY = ErrorCategory.DATA.code(29);

    private RecordErrors() {}

    static ExeuntException locked(Path directory, String holder) {
        return new ExeuntException(
                ErrorCategory.RESOURCE.code(20),
                "%s is being written by another run%s. Wait until it ends, or change the name or the seed."
                        .formatted(directory, holder.isBlank() ? "" : " (process " + holder + ")"));
    }

    static ExeuntException cannotWrite(Path file, IOException cause) {
        return new ExeuntException(
                AtomicFile.REFUSED,
                "%s cannot be written: %s. Check space and rights of the disk, or choose another output directory."
                        .formatted(file, IoMessages.of(cause)),
                cause);
    }

    static ExeuntException notWritten(Path file, String found) {
        return new ExeuntException(
                CONTRADICTORY,
                "%s %s by %s, so it is not what the run wrote. Put the file back, or repeat the run with --rerun."
                        .formatted(file, found, Manifest.FILE));
    }

    static ExeuntException contradictory(Path directory, String found) {
        return new ExeuntException(
                CONTRADICTORY,
                "Files of run %s are not of one run: %s. Put them back, or repeat the run with --rerun."
                        .formatted(directory, found));
    }

    static ExeuntException noRun(Path directory, String instead) {
        return new ExeuntException(
                ErrorCategory.DATA.code(23),
                "There is no finished run in %s: it holds no %s. %s".formatted(directory, Manifest.FILE, instead));
    }

    static ExeuntException disturbed(Path file, String found) {
        return new ExeuntException(
                ErrorCategory.RESOURCE.code(27),
                "%s %s; nothing but its run may touch it. Start the run again; it resumes at its last checkpoint if that is still there."
                        .formatted(file, found));
    }

    static ExeuntException altered(Path file, String found) {
        return new ExeuntException(
                ErrorCategory.DATA.code(27),
                "%s %s, as it was at the checkpoint. Put it back as it was; or start over, with --rerun or by removing %s."
                        .formatted(file, found, file.getParent()));
    }

    static ExeuntException unreadable(Path file, String found, Exception cause) {
        return new ExeuntException(
                ErrorCategory.DATA.code(23),
                "%s is not a readable record of a finished run: %s. Move its directory away, or repeat the run."
                        .formatted(file, found),
                cause);
    }

    static ExeuntException codeUnreadable(Path source, IOException cause) {
        return new ExeuntException(
                ErrorCategory.PLUGIN.code(21),
                "%s, where a plugin comes from, can no longer be read: %s. Start again with a class path that does not change."
                        .formatted(source, IoMessages.of(cause)),
                cause);
    }
}
