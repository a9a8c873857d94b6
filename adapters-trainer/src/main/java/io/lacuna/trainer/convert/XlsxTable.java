package io.lacuna.trainer.convert;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.poi.openxml4j.exceptions.OpenXML4JException;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.openxml4j.opc.PackageAccess;
import org.apache.poi.openxml4j.util.ZipSecureFile;
import org.apache.poi.ss.util.CellReference;
import org.apache.poi.util.XMLHelper;
import org.apache.poi.xssf.eventusermodel.ReadOnlySharedStringsTable;
import org.apache.poi.xssf.eventusermodel.XSSFReader;
import org.apache.poi.xssf.eventusermodel.XSSFSheetXMLHandler;
import org.apache.poi.xssf.eventusermodel.XSSFSheetXMLHandler.SheetContentsHandler;
import org.apache.poi.xssf.usermodel.XSSFComment;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;

/**
 * The first sheet of an xlsx file as text, its first row being names of columns. The library's
 * guard against zip bombs stays on (an entry may be a hundred times its packed size), and entries
 * have a limit besides.
 */
final class XlsxTable {
  private static final long MOST_BYTES = 256L << 20;
  private static final int MOST_ROWS = 1 << 20;
  private static final int MOST_COLUMNS = 1000;

  static {
    ZipSecureFile.setMaxEntrySize(MOST_BYTES);
  }

  /**
   * A row.
   *
   * @param number as the sheet counts, from 1
   * @param cells by column name; empty cells are not in it
   */
  record Row(int number, Map<String, String> cells) {}

  private XlsxTable() {}

  /**
   * Reads the sheet.
   *
   * @param columns that must be there
   * @throws ConvertException if it is no sound xlsx file or a column is missing
   */
  static List<Row> read(Path file, List<String> columns) throws IOException {
    ConvertException.requireFile(file);
    Cells cells = new Cells();
    try (OPCPackage opened = OPCPackage.open(file.toFile(), PackageAccess.READ)) {
      parse(opened, cells);
    } catch (IOException
        | OpenXML4JException
        | SAXException
        | RuntimeException
        | ParserConfigurationException e) {
      throw new ConvertException(file + " is no sound xlsx file: " + told(e), e);
    } catch (OutOfMemoryError e) {
      throw ConvertException.tooLarge(file, e);
    }
    for (String column : columns) {
      if (!cells.names.containsValue(column)) {
        throw new ConvertException(
            file + " row 1 has no column '" + column + "'; it must have " + columns);
      }
    }
    return cells.rows;
  }

  private static void parse(OPCPackage opened, Cells cells)
      throws IOException, OpenXML4JException, SAXException, ParserConfigurationException {
    ReadOnlySharedStringsTable strings = new ReadOnlySharedStringsTable(opened);
    Iterator<InputStream> sheets = new XSSFReader(opened).getSheetsData();
    if (!sheets.hasNext()) {
      throw new IOException("it has no sheet");
    }
    try (InputStream sheet = sheets.next()) {
      XMLReader parser = XMLHelper.newXMLReader();
      parser.setContentHandler(new XSSFSheetXMLHandler(null, strings, cells, false));
      parser.parse(new InputSource(sheet));
    }
  }

  private static String told(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }

  /** Some programs write whole numbers as 1.0. */
  private static String plain(String value) {
    return value.strip().replaceFirst("^(-?\\d+)\\.0$", "$1");
  }

  /** Collects the cells; a row without any is none. */
  private static final class Cells implements SheetContentsHandler {
    private final Map<Integer, String> names = new HashMap<>();
    private final List<Row> rows = new ArrayList<>();
    private Map<String, String> current = new HashMap<>();

    @Override
    public void startRow(int row) {
      current = new HashMap<>();
    }

    @Override
    public void endRow(int row) {
      if (row > 0 && !current.isEmpty()) {
        if (rows.size() >= MOST_ROWS) {
          throw new IllegalStateException("it has more than " + MOST_ROWS + " rows");
        }
        rows.add(new Row(row + 1, current));
      }
    }

    @Override
    public void cell(String reference, String value, XSSFComment comment) {
      CellReference at = new CellReference(reference);
      if (value == null || value.isBlank() || at.getCol() >= MOST_COLUMNS) {
        return;
      }
      if (at.getRow() == 0) {
        if (names.containsValue(value.strip())) {
          throw new IllegalStateException("row 1 has two columns '" + value.strip() + "'");
        }
        names.put((int) at.getCol(), value.strip());
      } else if (names.containsKey((int) at.getCol())) {
        current.put(names.get((int) at.getCol()), plain(value));
      }
    }
  }
}
