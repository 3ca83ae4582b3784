package org.exeunt.runtime.model;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToIntFunction;
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
    private final RunModels run;
    private final Federation federation;
    private final List<Client> clients = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    /**
     * An example of a client.
     *
     * @param index in the data set
     */
    private record Row(ClientId client, String split, int index, int label, double weight) {}

    private Predictions(RunModels run, Federation federation) {
        this.run = run;
        this.federation = federation;
        List<Double> ones = Collections.nCopies(federation.dataset().classes(), 1.0);
        for (ClientId id : federation.evaluated()) {
            Client client = federation.clients().get(id.index());
            // others are not evaluated either, as attackers, whose validation examples would count otherwise
            if (client.test().size() > 0) {
                clients.add(client);
                add(id, "validation", client.indices().validation(), client.validation(), ones);
                add(id, "test", client.indices().test(), client.test(), client.classWeights());
            }
        }
    }

    private void add(ClientId client, String split, int[] indices, Examples examples, List<Double> weights) {
        for (int i = 0; i < indices.length; i++) {
            int label = examples.label(i);
            rows.add(new Row(client, split, indices[i], label, weights.get(label)));
        }
    }

    /**
     * Loads the data of a run, to compute predictions on them.
     *
     * @param workingDirectory which relative paths of the configuration are resolved against
     * @throws ExeuntException if the data are not those of the run
     */
    public static Predictions of(RunModels run, Path workingDirectory) {
        return new Predictions(run, run.assemble(new RunContext(workingDirectory)));
    }

    /** Returns the number of predictions. */
    public int size() {
        return rows.size();
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
            npz.integers("client", column(row -> row.client().index()));
            npz.texts("split", rows.stream().map(Row::split).toList());
            npz.integers("index", column(Row::index));
            npz.integers("label", column(Row::label));
            npz.startDoubles("weight", List.of(size()));
            for (Row row : rows) {
                npz.add(row.weight());
            }
            npz.end();
            npz.texts("classes", federation.dataset().classNames());
            npz.startDoubles("logits", List.of(size(), spec.exits(), spec.classes()));
            try (Network network = federation.design().open()) {
                for (Client client : clients) {
                    Network ruled = run.ruled(client.id(), network);
                    for (Examples examples : List.of(client.validation(), client.test())) {
                        if (examples.size() > 0) {
                            ruled.forward(examples, pass -> addLogits(pass, client, npz));
                        }
                    }
                }
            }
            npz.end();
        }
    }

    private int[] column(ToIntFunction<Row> value) {
        return rows.stream().mapToInt(value).toArray();
    }

    private void addLogits(ForwardPass pass, Client client, NpzWriter npz) {
        try {
            for (int example = 0; example < pass.size(); example++) {
                for (Exit exit : federation.design().spec().allExits()) {
                    double[] logits = pass.logits(exit);
                    for (int c = 0; c < pass.classes(); c++) {
                        double logit = logits[example * pass.classes() + c];
                        if (!Double.isFinite(logit)) {
                            throw run.notFinite(client.id());
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
