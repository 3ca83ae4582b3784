package org.exeunt.dl4j.kernels.host;

/** Consecutive tiles of a grid and their positions. For one thread. */
final class Tiles {
    private Grid grid;
    private int count;
    private int[] image = {};
    private int[] row = {};
    private int[] column = {};

    /**
     * Sets the tiles.
     *
     * @param first index of the first tile in the grid
     */
    void set(Grid grid, int first, int count) {
        if (image.length < count) {
            image = new int[count];
            row = new int[count];
            column = new int[count];
        }
        this.grid = grid;
        this.count = count;
        int tileColumns = grid.tileColumns();
        int tileRows = grid.tileRows();
        int nextImage = first / (tileRows * tileColumns);
        int nextRow = first / tileColumns % tileRows;
        int nextColumn = first % tileColumns;
        for (int tile = 0; tile < count; tile++) {
            image[tile] = nextImage;
            row[tile] = nextRow * Grid.TILE;
            column[tile] = nextColumn * Grid.TILE;
            if (++nextColumn == tileColumns) {
                nextColumn = 0;
                if (++nextRow == tileRows) {
                    nextRow = 0;
                    nextImage++;
                }
            }
        }
    }

    Grid grid() {
        return grid;
    }

    int count() {
        return count;
    }

    int image(int tile) {
        return image[tile];
    }

    /** Returns the row of the first position of a tile. */
    int row(int tile) {
        return row[tile];
    }

    /** Returns the column of the first position of a tile. */
    int column(int tile) {
        return column[tile];
    }

    /** Returns whether the right neighbour of a tile is one of these tiles. */
    boolean hasRight(int tile) {
        return tile + 1 < count && column[tile + 1] > 0;
    }

    /** Returns whether the left neighbour of a tile is one of these tiles. */
    boolean hasLeft(int tile) {
        return tile > 0 && column[tile] > 0;
    }

    /** Returns the number of rows of a tile that are inside the grid. */
    int rows(int tile) {
        return Math.min(Grid.TILE, grid.rows() - row[tile]);
    }

    /** Returns the number of columns of a tile that are inside the grid. */
    int columns(int tile) {
        return Math.min(Grid.TILE, grid.columns() - column[tile]);
    }

    /** Returns the index of the first position of a tile among the positions of all images. */
    int position(int tile) {
        return (image[tile] * grid.rows() + row[tile]) * grid.columns() + column[tile];
    }
}
