// jbang Classify.java RUN CLIENT FILE...
//DEPS org.exeunt:exeunt-bom:0.1.0-SNAPSHOT@pom
//DEPS org.exeunt:exeunt-runtime
//DEPS org.exeunt:exeunt-engine-dl4j
//DEPS org.exeunt:exeunt-strategies
//DEPS org.exeunt:exeunt-datasets
package org.example.application;

import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.runtime.model.PersonalModel;

/** Classifies files with the personal model of a client: {@code Classify RUN CLIENT FILE...}. */
public final class Classify {
    private Classify() {}

    /** Prints a line per file. */
    public static void main(String[] arguments) {
        ClientId client = new ClientId(Integer.parseInt(arguments[1]));
        try (PersonalModel model = PersonalModel.open(
                Path.of(arguments[0]), client, "{\"type\": \"confidence\", \"thresholds\": [0.4]}")) {
            for (String file : List.of(arguments).subList(2, arguments.length)) {
                PersonalModel.Prediction prediction = model.predict(model.read(Path.of(file)));
                System.out.println(file + ": " + model.classNames().get(prediction.label()) + " "
                        + prediction.confidence() + " at exit " + prediction.exit().number());
            }
        }
    }
}
