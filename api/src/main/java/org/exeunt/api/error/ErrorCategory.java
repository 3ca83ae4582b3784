package org.exeunt.api.error;

/** The category of a failure: the part that has to be corrected. It determines the exit status of the command line. */
public enum ErrorCategory {
    /** The configuration or the command line is invalid. */
    CONFIG(2),
    /** A plugin is missing, ambiguous, broken or compiled for another version of the api. */
    PLUGIN(3),
    /** A data file is missing, truncated, of another format, or contradicts the configuration. */
    DATA(4),
    /** Training or aggregation produced non-finite values, or too few clients succeeded. */
    NUMERIC(5),
    /** Memory, disk space, a lock or a device is not available. */
    RESOURCE(6),
    /** The run was interrupted on request; completed rounds are kept, and the run can be resumed. */
    STOPPED(7),
    /** A defect of Exeunt or of a plugin. */
    INTERNAL(70);

    private final int exitStatus;

    ErrorCategory(int exitStatus) {
        this.exitStatus = exitStatus;
    }

    /** Returns the exit status of a process that terminates with an error of this category. */
    public int exitStatus() {
        return exitStatus;
    }

    /**
     * Returns an error code of another project, which cannot collide with {@link Errors} or codes of third projects.
     *
     * @param namespace lower-case letters, digits and hyphens, such as the name of the project
     * @param number 1 to 99
     */
    public ErrorCode code(String namespace, int number) {
        return new ErrorCode(namespace, this, number);
    }
}
