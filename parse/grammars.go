package parse

var moreAccessLines = []accessLine{
	{"hypercorn", readHypercorn},
	{"morgan", readMorgan},
	{"morgan-dev", readMorganDev},
	{"morgan-short", readMorganShort},
	{"morgan-tiny", readMorganTiny},
	{"puma", readPuma},
	{"werkzeug", readWerkzeug},
	{"aiohttp", readAiohttp},
	{"django", readDjango},
	{"gin", readGin},
	{"chi", readChi},
	{"fiber", readFiber},
	{"echo", readEcho},
	{"pino", readPino},
	{"winston", readWinston},
	{"lograge", readLograge},
	{"express", readExpress},
	{"nextjs", readNextJS},
}
