import java.io.File;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Reads an exported model with Deeplearning4j alone and prints what each exit answers for two made images. */
final class ReadExportedModel {
    public static void main(String[] arguments) throws Exception {
        var graph = ModelSerializer.restoreComputationGraph(new File(arguments[0]), false);
        int size = 3 * 32 * 32;
        float[] values = new float[2 * size];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i);
        }
        for (INDArray answer : graph.output(false, Nd4j.createFromArray(values).reshape('c', 2, 3, 32, 32))) {
            for (double probability : answer.ravel().toDoubleVector()) {
                System.out.println("probability " + probability);
            }
        }
    }
}
