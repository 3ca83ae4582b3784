package org.exeunt.datasets.userdata;

import java.util.Optional;

/**
 * One example of a user's files.
 *
 * @param <T> type of its content
 * @param content what the values are computed from
 * @param label name of its class
 * @param owner name of its owner; empty for all examples or for none
 * @param test whether it is a test example
 * @param place where it was found, for messages, such as {@code line 3}
 */
public record OwnExample<T>(T content, String label, Optional<String> owner, boolean test, String place) {
    /** Returns this example with another content. */
    public <S> OwnExample<S> with(S other) {
        return new OwnExample<>(other, label, owner, test, place);
    }
}
