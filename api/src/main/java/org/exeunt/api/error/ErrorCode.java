package org.exeunt.api.error;

/**
 * The stable code of one kind of failure, written as {@code CONFIG-01}.
 *
 * @param category the part that has to be corrected
 * @param number 1 to 99; never reused for another failure once released
 */
public record ErrorCode(ErrorCategory category, int number) {
    public ErrorCode {
        if (number < 1 || number > 99) {
            throw new IllegalArgumentException("error number " + number + " must be 1 to 99");
        }
    }

    @Override
    public String toString() {
        return category + (number < 10 ? "-0" : "-") + number;
    }
}
