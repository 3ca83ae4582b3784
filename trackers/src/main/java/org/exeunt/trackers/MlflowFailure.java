package org.exeunt.trackers;

/** A request that an MLflow server did not serve; the message says which and why, without a full stop. */
final class MlflowFailure extends Exception {
    private final String errorCode;
    private final boolean passing;

    /**
     * Makes a failure.
     *
     * @param errorCode MLflow's own word for it; empty if there is none
     * @param passing whether the same request may be served a little later
     * @param cause may be null
     */
    MlflowFailure(String message, String errorCode, boolean passing, Throwable cause) {
        super(message, cause);
        this.errorCode = errorCode;
        this.passing = passing;
    }

    boolean says(String code) {
        return errorCode.equals(code);
    }

    boolean isPassing() {
        return passing;
    }
}
