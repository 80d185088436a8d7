// Where an item's row of the conditioning table starts: rows are [evaluation][class], each `width` floats.
uint conditioningRow(uint item, uint width, uint classRows) {
    return (evaluation * classRows + items[item * 4u + 2u]) * width;
}
