package org.exeunt.runtime.model;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToIntBiFunction;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.runtime.federation.Client;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.store.codec.NpzWriter;

/**
 * The logits of all exits of a finished run's personal models on the validation and test examples of the clients that
 * have test examples, to study calibration and exit rules in other programs.
 */
public final class Predictions {
    private final SavedRun run;
    private final Federation federation;
    private final List<Group> groups = new ArrayList<>();

    /**
     * The validation or the test examples of a client.
     *
     * @param indices of the examples in the data set
     * @param weights weight of an example of each class
     */
    private record Group(Client client, String split, Examples examples, int[] indices, List<Double> weights) {}

    private Predictions(SavedRun run, Federation federation) {
        this.run = run;
        this.federation = federation;
        List<Double> ones = Collections.nCopies(federation.dataset().classes(), 1.0);
        for (ClientId id : federation.evaluated()) {
            Client client = federation.clients().get(id.index());
            if (client.test().size() == 0) {
                continue; // not evaluated either, as attackers, whose validation examples would count otherwise
            }
            int[] validation = client.indices().validation();
            groups.add(new Group(client, "validation", client.validation(), validation, ones));
            int[] test = client.indices().test();
            groups.add(new Group(client, "test", client.test(), test, client.classWeights()));
        }
    }

    /**
     * Loads the data of a run, to compute predictions on them.
     *
     * @param workingDirectory which relative paths of the configuration are resolved against
     * @throws ExeuntException if the data are not those of the run
     */
    public static Predictions of(SavedRun run, Path workingDirectory) {
        return new Predictions(run, run.assemble(new RunContext(workingDirectory)));
    }

    /** Returns the number of predictions. */
    public int size() {
        return groups.stream().mapToInt(group -> group.examples().size()).reduce(0, Math::addExact);
    }

    /**
     * Writes an {@code .npz} archive with the arrays {@code client}, {@code split}, {@code index}, {@code label} and
     * {@code weight} {@code [n]}, {@code classes} {@code [classes]} and {@code logits} {@code [n, exits, classes]}.
     *
     * @param out receives the archive; not closed
     * @throws ExeuntException if a model is missing or damaged, or its logits are not finite
     */
    public void write(OutputStream out) throws IOException {
        NetworkSpec spec = federation.design().spec();
        try (NpzWriter npz = new NpzWriter(out)) {
            npz.integers("client", perExample((group, i) -> group.client().id().index()));
            npz.texts(
                    "split",
                    groups.stream()
                            .flatMap(group ->
                                    Collections.nCopies(group.examples().size(), group.split()).stream())
                            .toList());
            npz.integers("index", perExample((group, i) -> group.indices()[i]));
            npz.integers("label", perExample((group, i) -> group.examples().label(i)));
            npz.startDoubles("weight", List.of(size()));
            for (Group group : groups) {
                for (int i = 0; i < group.examples().size(); i++) {
                    npz.add(group.weights().get(group.examples().label(i)));
                }
            }
            npz.end();
            npz.texts("classes", federation.dataset().classNames());
            npz.startDoubles("logits", List.of(size(), spec.exits(), spec.classes()));
            try (Network network = federation.design().open()) {
                Client loaded = null;
                for (Group group : groups) {
                    if (group.examples().size() > 0) {
                        if (group.client() != loaded) {
                            loaded = group.client();
                            network.load(run.model(loaded.id()));
                        }
                        network.forward(group.examples(), pass -> addLogits(pass, group.client(), npz));
                    }
                }
            }
            npz.end();
        }
    }

    private int[] perExample(ToIntBiFunction<Group, Integer> column) {
        return groups.stream()
                .flatMapToInt(group ->
                        IntStream.range(0, group.examples().size()).map(example -> column.applyAsInt(group, example)))
                .toArray();
    }

    private void addLogits(ForwardPass pass, Client client, NpzWriter npz) {
        try {
            for (int example = 0; example < pass.size(); example++) {
                for (Exit exit : federation.design().spec().allExits()) {
                    double[] logits = pass.logits(exit);
                    for (int c = 0; c < pass.classes(); c++) {
                        double logit = logits[example * pass.classes() + c];
                        if (!Double.isFinite(logit)) {
                            throw run.replaced(client.id(), "its outputs are not finite");
                        }
                        npz.add(logit);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
