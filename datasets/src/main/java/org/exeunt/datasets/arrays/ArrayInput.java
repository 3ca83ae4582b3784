package org.exeunt.datasets.arrays;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputShape;
import org.exeunt.datasets.files.InputFile;

/**
 * Reads one example from a {@code .npy} file of numbers of any type, with or without a first axis of length 1.
 *
 * @param input shape of an example, channels first
 * @param conversion conversion of the data set
 */
record ArrayInput(InputShape input, RowForm conversion) implements InputReader {
    @Override
    public String form() {
        return "a .npy file with an array of the shape "
                + rowShape().toString().replace('[', '(').replace(']', ')');
    }

    private List<Integer> rowShape() {
        List<Integer> shape = new ArrayList<>(input.lengths());
        if (conversion.channelsLast()) {
            shape.add(shape.remove(0));
        }
        return shape;
    }

    @Override
    public float[] read(Path path) {
        InputFile file = InputFile.read(path, form(), 64);
        NpyArray array;
        try (ByteArrayInputStream in = new ByteArrayInputStream(file.content())) {
            NpyHeader header = NpyHeader.read(in);
            NpyHeader row = header.shape().equals(rowShape()) ? header.asRow() : header;
            if (row.shape().isEmpty()
                    || row.rows() != 1
                    || !row.rowShape().equals(rowShape())
                    || row.type().isText()) {
                throw new IOException(
                        "has the shape " + header.tuple() + (row.type().isText() ? " of words" : ""));
            }
            array = NpyArray.read(row, row.rowBytes(file.content().length), in);
        } catch (IOException e) {
            throw file.refused(e.getMessage());
        }
        ByteBuffer elements = array.row(0);
        float[] values = new float[input.size()];
        new RowForm(
                        array.header().type(),
                        conversion.channelsLast(),
                        conversion.positions(),
                        conversion.means(),
                        conversion.deviations())
                .copy(elements, values, 0);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw file.refused("contains a value that is not finite, or too large");
            }
        }
        return values;
    }
}
