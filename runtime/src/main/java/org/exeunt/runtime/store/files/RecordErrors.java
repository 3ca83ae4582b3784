package org.exeunt.runtime.store.files;

import java.nio.file.Files;
import java.nio.file.Path;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;

/** Creates the exceptions of run directories. */
public final class RecordErrors {

    private RecordErrors() {}

    public static ExeuntException locked(Path directory) {
        return new ExeuntException(
                Errors.RESOURCE_20,
                "%s is being written by another run. Wait until it ends, or change the name or the seed."
                        .formatted(directory));
    }

    public static ExeuntException notAsWritten(Path file, String found) {
        return new ExeuntException(
                Errors.DATA_29,
                ("%s %s, so it is not the file that the run wrote and manifest.json lists. Restore the file,"
                                + " delete the directory of its run, or repeat the run with --rerun.")
                        .formatted(file, found));
    }

    public static ExeuntException contradictory(Path directory, String found) {
        return new ExeuntException(
                Errors.DATA_29,
                "The files in %s belong to different runs: %s. Restore them, or repeat the run with --rerun."
                        .formatted(directory, found));
    }

    public static ExeuntException noRun(Path directory) {
        return new ExeuntException(
                Errors.DATA_23,
                ("There is no finished run in %s: it %s. 'exeunt runs list' lists runs, and"
                                + " 'exeunt run FILE' resumes one that was stopped.")
                        .formatted(
                                directory, Files.exists(directory) ? "contains no manifest.json" : "does not exist"));
    }

    public static ExeuntException modified(Path file, String found) {
        return new ExeuntException(
                Errors.RESOURCE_27,
                ("%s %s; only its run may modify it. Start the run again; it resumes at its last checkpoint if "
                                + "that still exists.")
                        .formatted(file, found));
    }

    public static ExeuntException altered(Path file, String found) {
        return new ExeuntException(
                Errors.DATA_27,
                "%s %s. Restore it as at the checkpoint, or start over with --rerun or by removing %s."
                        .formatted(file, found, file.getParent()));
    }

    public static ExeuntException unreadable(Path file, String found, Exception cause) {
        return new ExeuntException(
                Errors.DATA_23,
                "%s is not a readable file of a finished run: %s. Move its directory away, or repeat the run."
                        .formatted(file, found),
                cause);
    }
}
