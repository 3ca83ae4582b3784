package org.exeunt.runtime.federation;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.config.RunConfig;
import org.exeunt.config.TrainingConfig;

/** Collects where sections of a configuration contradict each other, the data or the network, to report all at once. */
public final class Inconsistencies {
    private final RunConfig config;
    private final List<String> found = new ArrayList<>();

    Inconsistencies(RunConfig config) {
        this.config = config;
    }

    /**
     * Returns the exception for a configuration.
     *
     * @param problems sentences, each starting with the key
     */
    public static ExeuntException exception(RunConfig config, List<String> problems) {
        return new ExeuntException(
                RunErrors.INCONSISTENT,
                "Run '%s' cannot start, %s:\n  %s"
                        .formatted(
                                config.name(),
                                problems.size() == 1 ? "1 problem" : problems.size() + " problems",
                                String.join("\n  ", problems)));
    }

    /** Adds a problem, a sentence that starts with the key. */
    void add(String problem) {
        found.add(problem);
    }

    /** Throws an exception with all problems if there are any. */
    void throwIfAny() {
        if (!found.isEmpty()) {
            throw exception(config, found);
        }
    }

    /** Checks that some clients train. */
    void checkNewClients(int clients) {
        int newClients = config.evaluation().newClients();
        if (clients == 0) {
            add("partition: it creates no clients; at least 1 is needed");
        } else if (newClients >= clients) {
            add("evaluation.new-clients = %d of %d clients leaves no client to train; at most %d can be new"
                    .formatted(newClients, clients, clients - 1));
        }
    }

    /** Checks that every client has training examples and that cohorts are large enough. */
    void checkCohorts(PartitionedData data) {
        List<String> withoutExamples = IntStream.range(0, data.clients().size())
                .filter(client -> data.partition().clients().get(client).train().length == 0)
                .mapToObj(Integer::toString)
                .toList();
        if (!withoutExamples.isEmpty()) {
            add("partition: clients without training examples: %s; each needs at least 1; use fewer clients"
                    .formatted(Federation.named(withoutExamples)));
        }
        TrainingConfig training = config.training();
        int members = members(data);
        int cohort = training.cohortSize(members);
        if (training.isLessThanOne(members)) {
            add("training.participation = %s of %d clients is less than one client; expected at least %s"
                    .formatted(training.participation(), members, TrainingConfig.participationOfOne(members)));
        } else if (cohort < training.minimumUpdates()) {
            add("training.minimum-updates = %d, but a cohort has %d (training.participation = %s of %d clients)"
                    .formatted(training.minimumUpdates(), cohort, training.participation(), members));
        }
    }

    /** Checks that simulated times have devices and costs. */
    void checkTimes(NetworkSpec network) {
        if (config.devices().isEmpty() && config.faults().deadline().isPresent()) {
            add("faults.deadline: times are simulated for the devices of clients, and there are none; add the section"
                    + " 'devices', such as {\"type\": \"log-normal\"}, or remove the deadline");
        }
        if (config.devices().isPresent() && !network.allMacsKnown()) {
            add("devices: the time of a client is simulated from the MACs of the network, and those of a layer are"
                    + " unknown (see the warning); remove the section 'devices', or declare the MACs");
        }
    }

    /** Checks that {@code training.stop} has a figure to decide by. */
    void checkStop(PartitionedData data, List<ClientId> evaluated) {
        int members = members(data);
        if (config.training().stop().isPresent()
                && evaluated.stream()
                        .filter(client -> client.index() < members)
                        .map(client -> data.clients().get(client.index()))
                        .noneMatch(client ->
                                client.test().size() > 0 && client.validation().size() > 0)) {
            add("training.stop: it decides by the accuracy on validation examples, and no evaluated client has any;"
                    + " set partition.validation-fraction, such as 0.1, or remove 'stop'");
        }
    }

    private int members(PartitionedData data) {
        return data.clients().size() - config.evaluation().newClients();
    }

    /** Checks that all values are token ids of the network, if it reads such and the data set does not state them. */
    void checkTokens(NetworkDesign design, Dataset dataset) {
        OptionalInt tokens = PluginCall.call(config.engine(), "describing its vocabulary", design::vocabulary);
        if (tokens.isEmpty() || dataset.input().vocabulary().isPresent()) {
            return;
        }
        int vocabulary = tokens.getAsInt();
        Examples all = dataset.all();
        float[] values = new float[dataset.input().size()];
        for (int example = 0; example < all.size(); example++) {
            all.copyTo(example, values, 0);
            for (int i = 0; i < values.length; i++) {
                if (!(values[i] >= 0 && values[i] < vocabulary && values[i] == (int) values[i])) {
                    add(("dataset: value %d of example %d is %s, but the network reads token ids, which are"
                                    + " integers from 0 to %d; use a data set of token ids without"
                                    + " standardisation, and set 'vocabulary' of the backbone above the largest"
                                    + " one")
                            .formatted(i + 1, example + 1, values[i], vocabulary - 1));
                    return;
                }
            }
        }
    }
}
