package io.lacuna.trainer.convert;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An Open-I radiology report.
 *
 * @param uid e.g. {@code CXR1}
 * @param text findings, then impression; empty if it has neither
 * @param terms main headings without their qualifiers, e.g. {@code Cardiomegaly}
 * @param images ids in the report's order, e.g. {@code CXR1_1_IM-0001-3001}
 */
record OpenIReport(String uid, String text, Set<String> terms, List<String> images) {
  private static final long MOST_BYTES = 1 << 20;
  private static final XMLInputFactory XML = hardened();

  private static XMLInputFactory hardened() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  /**
   * Reads a report.
   *
   * @throws ConvertException if it is no sound XML, has a DTD, or no uid
   */
  static OpenIReport read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MOST_BYTES) {
      throw new ConvertException(file + " has " + size + " bytes; a report may have " + MOST_BYTES);
    }
    try (InputStream in = Files.newInputStream(file)) {
      XMLStreamReader xml = XML.createXMLStreamReader(in);
      try {
        return read(xml, file);
      } finally {
        xml.close();
      }
    } catch (XMLStreamException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
      throw new ConvertException(
          file + " line " + line + " is no sound XML: " + lastLine(e.getMessage()), e);
    }
  }

  private static String imageId(XMLStreamReader xml, Path file) throws ConvertException {
    String id = xml.getAttributeValue(null, "id");
    if (id == null || id.isBlank()) {
      throw new ConvertException(
          file + " line " + xml.getLocation().getLineNumber() + ": parentImage has no id");
    }
    return id;
  }

  private static String lastLine(String message) {
    return message.substring(message.lastIndexOf('\n') + 1).replaceFirst("^Message: ", "");
  }

  private static OpenIReport read(XMLStreamReader xml, Path file)
      throws XMLStreamException, ConvertException {
    String uid = null;
    String findings = "";
    String impression = "";
    Set<String> terms = new LinkedHashSet<>();
    List<String> images = new ArrayList<>();
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.DTD) {
        throw new ConvertException(
            file + " line " + xml.getLocation().getLineNumber() + " has a DTD; none is allowed");
      }
      if (event != XMLStreamConstants.START_ELEMENT) {
        continue;
      }
      switch (xml.getLocalName()) {
        case "uId" -> uid = xml.getAttributeValue(null, "id");
        case "major" -> terms.add(xml.getElementText().split("/", 2)[0].strip());
        case "parentImage" -> images.add(imageId(xml, file));
        case "AbstractText" -> {
          String label = String.valueOf(xml.getAttributeValue(null, "Label"));
          String text = xml.getElementText().strip();
          findings = label.equalsIgnoreCase("FINDINGS") ? text : findings;
          impression = label.equalsIgnoreCase("IMPRESSION") ? text : impression;
        }
        default -> {}
      }
    }
    if (uid == null || uid.isBlank()) {
      throw new ConvertException(file + " has no element uId with an attribute id");
    }
    return new OpenIReport(uid, (findings + " " + impression).strip(), terms, images);
  }
}
