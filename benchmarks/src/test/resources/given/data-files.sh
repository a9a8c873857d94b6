# made files in the layouts of the four collections, with the names that the page gives them
made="$CHECKOUT/adapters-trainer/src/test/resources/convert"
cp "$made/mmsa-protocol4.pkl" aligned_50.pkl
cp "$made/labels.csd" CMU_MOSEI_Labels.csd
cp "$made/words.csd" glove.csd
cp "$made/audio.csd" COVAREP.csd
cp "$made/image.csd" FACET.csd
printf -- '-a_1,train\n_b,test\n' > folds.csv
mkdir ecgen-radiology NLMCXR_png
cat > ecgen-radiology/1.xml <<'XML'
<?xml version="1.0" encoding="utf-8"?>
<eCitation><meta type="rr"/><uId id="CXR1"/><MedlineCitation><Article><Abstract>
<AbstractText Label="FINDINGS">The heart is large.</AbstractText>
<AbstractText Label="IMPRESSION">Cardiomegaly.</AbstractText>
</Abstract></Article></MedlineCitation><MeSH><major>Cardiomegaly/mild</major></MeSH>
<parentImage id="CXR1_1_IM-0001-3001"><panel/></parentImage></eCitation>
XML
echo 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==' | base64 -d > NLMCXR_png/CXR1_1_IM-0001-3001.png
printf 'uid,filename,projection\n1,1_IM-0001-3001.dcm.png,Frontal\n' > indiana_projections.csv
java -Djava.awt.headless=true io.lacuna.bench.docs.MadeEyes
