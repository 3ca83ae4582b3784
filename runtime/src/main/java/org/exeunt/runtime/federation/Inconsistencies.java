package org.exeunt.runtime.federation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Partition.ClientShare;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.config.run.FeatureShiftConfig;
import org.exeunt.config.run.RunConfig;

/**
 * Collects where sections of a configuration contradict each other, the data or the network, to report all at once.
 *
 * @param config of the run
 * @param found sentences, each starting with the key
 */
public record Inconsistencies(RunConfig config, List<String> found) {
    public Inconsistencies(RunConfig config) {
        this(config, new ArrayList<>());
    }

    /**
     * Throws an exception with all problems if there are any.
     *
     * @throws ExeuntException CONFIG-20
     */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ExeuntException(
                    Errors.CONFIG_20,
                    "Run '%s' cannot start, %s:\n  %s"
                            .formatted(
                                    config.name(),
                                    found.size() == 1 ? "1 problem" : found.size() + " problems",
                                    String.join("\n  ", found)));
        }
    }

    /** Checks that some clients train. */
    void checkNewClients(int clients) {
        int newClients = config.evaluation().newClients();
        if (newClients >= clients) {
            found.add("evaluation.new-clients = %d of %d clients leaves no client to train; at least 1 is needed"
                    .formatted(newClients, clients));
        }
    }

    /** Checks that every client has training examples and that cohorts are large enough. */
    void checkCohorts(List<ClientShare> clients) {
        List<Integer> without = IntStream.range(0, clients.size())
                .filter(client -> clients.get(client).train().length == 0)
                .boxed()
                .toList();
        if (!without.isEmpty()) {
            found.add("partition: clients without training examples: %s; each needs at least 1; use fewer clients"
                    .formatted(Federation.named(without)));
        }
        int members = clients.size() - config.evaluation().newClients();
        if (config.training().hasTooSmallCohorts(members)) {
            found.add("training.participation = %s of %d clients is less than training.minimum-updates = %d"
                    .formatted(
                            config.training().participation(),
                            members,
                            config.training().minimumUpdates()));
        }
    }

    /** Checks that pictures are changed, and nothing else. */
    void checkAugmentation(InputShape input) {
        if (config.training().augmentation().isPresent() && !input.isImage()) {
            found.add("training.augmentation: it mirrors and shifts pictures, and the inputs of this data set have the"
                    + " shape %s; remove it".formatted(input));
        }
    }

    /** Checks that inputs can be changed as configured, and that no group of clients is empty. */
    void checkFeatureShift(int clients, InputShape input, boolean tokens) {
        List<FeatureShiftConfig> groups = config.featureShift().orElse(List.of());
        if (groups.size() > clients) {
            found.add("feature-shift: it has %d groups for %d clients; use fewer groups"
                    .formatted(groups.size(), clients));
        }
        if (groups.stream()
                .anyMatch(group -> group.rotate() != 0 && !input.isImage() || group.changesValues() && tokens)) {
            found.add(("feature-shift: only pictures can be rotated, and token ids only permuted; the inputs of this"
                            + " data set have the shape %s")
                    .formatted(input));
        }
    }

    /** Checks that simulated times have devices and costs. */
    void checkTimes(NetworkSpec network) {
        if (config.devices().isEmpty() && config.faults().deadline().isPresent()) {
            found.add("faults.deadline: times are simulated for the devices of clients, and there are none; add the"
                    + " section 'devices', such as {\"type\": \"log-normal\"}, or remove the deadline");
        }
        if (config.devices().isPresent() && !network.allMacsKnown()) {
            found.add("devices: the time of a client is simulated from the MACs of the network, and those of a layer"
                    + " are unknown (see the warning); remove the section 'devices', or declare the MACs");
        }
    }

    /** Checks that {@code training.stop} has a figure to decide by. */
    void checkStop(List<Client> clients, List<ClientId> evaluated) {
        int members = clients.size() - config.evaluation().newClients();
        if (config.training().stop().isPresent()
                && evaluated.stream()
                        .filter(client -> client.index() < members)
                        .map(client -> clients.get(client.index()))
                        .noneMatch(client ->
                                client.test().size() > 0 && client.validation().size() > 0)) {
            found.add("training.stop: it decides by the accuracy on validation examples, and no evaluated client has"
                    + " any; set partition.validation-fraction, such as 0.1, or remove 'stop'");
        }
    }
}
