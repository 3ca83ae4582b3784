import java.io.File;
import javax.imageio.ImageIO;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Prints the probabilities at each exit of an exported model for a picture, using only Deeplearning4j. */
final class ReadExportedModel {
    public static void main(String[] arguments) throws Exception {
        var graph = ModelSerializer.restoreComputationGraph(new File(arguments[0]), false);
        var picture = ImageIO.read(new File(arguments[1]));
        var pixels = Nd4j.create(1, 3, picture.getHeight(), picture.getWidth());
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                for (int channel = 0; channel < 3; channel++) { // red, green, blue: bytes from 0 to 255, as exeunt.json states
                    pixels.putScalar(0, channel, y, x, picture.getRGB(x, y) >> 16 - 8 * channel & 0xFF);
                }
            }
        }
        for (INDArray probabilities : graph.output(pixels)) { // exit1, exit2, ...
            print(probabilities.toDoubleVector());
        }
    }

    private static void print(double[] probabilities) {
        StringBuilder line = new StringBuilder("probabilities");
        for (double probability : probabilities) {
            line.append(' ').append(probability);
        }
        System.out.println(line);
    }
}
