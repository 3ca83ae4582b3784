package org.exeunt.runtime.federation;

import java.util.Arrays;
import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Examples;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.runtime.store.ClassDistribution;

/**
 * A client with its examples.
 *
 * @param id who
 * @param train what it trains on
 * @param validation what its exit rules are calibrated on; may be empty
 * @param test what it is evaluated on; may be empty
 * @param classWeights how much a test example of each class counts: 1, unless all clients share their test
 */
public record Client(ClientId id, Examples train, Examples validation, Examples test, List<Double> classWeights) {
    public Client {
        classWeights = List.copyOf(classWeights);
    }

    /** Returns this client as one that attacks: it trains on something else and is not evaluated. */
    Client attackingWith(Examples other) {
        return new Client(id, other, validation, test.select(new int[0]), classWeights);
    }

    /** Returns what the server knows. */
    ClientSpec facts() {
        return new ClientSpec(id, train.size());
    }

    /** Returns how many examples of each class it has. */
    ClassDistribution.Holding holding(int classes) {
        return new ClassDistribution.Holding(
                id.index(), counts(train, classes), counts(validation, classes), counts(test, classes));
    }

    private static List<Integer> counts(Examples examples, int classes) {
        return Arrays.stream(examples.classCounts(classes)).boxed().toList();
    }
}
