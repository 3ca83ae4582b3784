package org.exeunt.trackers;

/** A failed request to an MLflow server; the message names the request and the cause, without a full stop. */
final class MlflowFailure extends Exception {
    private final String errorCode;
    private final boolean retryable;

    /**
     * Creates a failure.
     *
     * @param errorCode error code of MLflow; empty if none
     * @param retryable whether the request may succeed later
     * @param cause the cause, or null
     */
    MlflowFailure(String message, String errorCode, boolean retryable, Throwable cause) {
        super(message, cause);
        this.errorCode = errorCode;
        this.retryable = retryable;
    }

    boolean hasErrorCode(String code) {
        return errorCode.equals(code);
    }

    boolean isRetryable() {
        return retryable;
    }
}
