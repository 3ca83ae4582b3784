package org.exeunt.runtime.federation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.runtime.store.identity.ClassDistribution;

/**
 * A client with its examples.
 *
 * @param id of the client
 * @param train training examples
 * @param validation examples for the calibration of exit rules; may be empty
 * @param test test examples; may be empty
 * @param indices of the examples in {@link org.exeunt.api.data.Dataset#all()}, in the same order
 * @param classWeights weight of a test example of each class: 1, unless all clients share one test set
 */
public record Client(
        ClientId id,
        Examples train,
        Examples validation,
        Examples test,
        ClientShare indices,
        List<Double> classWeights) {
    /** Returns this client with other values of its test examples. */
    public Client withTest(Examples other) {
        return new Client(id, train, validation, other, indices, classWeights);
    }

    /** Returns this client as an attacker, which trains on other examples and is not evaluated. */
    Client asAttacker(Examples other) {
        return new Client(
                id,
                other,
                validation,
                test.select(new int[0]),
                new ClientShare(indices.train(), indices.validation(), new int[0]),
                classWeights);
    }

    /** Returns the numbers of training, validation and test examples of each class. */
    ClassDistribution.ClientCounts classCounts(int classes, Optional<String> owner) {
        return new ClassDistribution.ClientCounts(
                id.index(),
                owner.orElse(null),
                count(train, classes),
                count(validation, classes),
                count(test, classes),
                null,
                null,
                null);
    }

    private static List<Integer> count(Examples examples, int classes) {
        return Arrays.stream(examples.classCounts(classes)).boxed().toList();
    }
}
