package org.exeunt.api.error;

/** Whose turn it is to act when something fails; decides the exit status of the command line. */
public enum ErrorCategory {
    /** The configuration or the command line must be corrected. */
    CONFIG(2),
    /** A plugin is missing, claimed twice, broken or compiled for another api. */
    PLUGIN(3),
    /** A data file is missing, truncated, foreign or contradicts the configuration. */
    DATA(4),
    /** Training or merging produced values that are not finite, or too few clients remained. */
    NUMERIC(5),
    /** Memory, disk, a lock or a device is not to be had. */
    RESOURCE(6),
    /** Somebody asked for the end; what was done so far is kept and can be gone on with. */
    STOPPED(7),
    /** A defect of Exeunt or of a plugin. */
    INTERNAL(70);

    private final int exitStatus;

    ErrorCategory(int exitStatus) {
        this.exitStatus = exitStatus;
    }

    /** Returns the exit status of a process that ends with an error of this category. */
    public int exitStatus() {
        return exitStatus;
    }

    /** Returns code {@code number} of this category. */
    public ErrorCode code(int number) {
        return new ErrorCode(this, number);
    }
}
