<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="vi_VN">
<context>
    <name>BlockedScreen</name>
    <message>
        <source>Thử lại</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>Mã: {0}</source>
        <translation>Code: {0}</translation>
    </message>
</context>
<context>
    <name>CardCamera</name>
    <message>
        <source>Đang mở máy ảnh</source>
        <translation>Opening the camera</translation>
    </message>
    <message>
        <source>Lượt của thẻ này đang tạm dừng. F2: làm tiếp</source>
        <translation>This card's visit is paused. F2: go on with it</translation>
    </message>
    <message>
        <source>Thẻ này vừa làm, mời thẻ tiếp theo</source>
        <translation>Just served. Next card, please</translation>
    </message>
    <message>
        <source>Đưa thẻ vào khung hình</source>
        <translation>Hold the card in front of the camera</translation>
    </message>
</context>
<context>
    <name>CitizenHeader</name>
    <message>
        <source>Công dân chưa có tên</source>
        <translation>Citizen without a name yet</translation>
    </message>
    <message>
        <source>{0} tuổi</source>
        <translation>{0} years</translation>
    </message>
    <message>
        <source>Nam</source>
        <translation>Male</translation>
    </message>
    <message>
        <source>Nữ</source>
        <translation>Female</translation>
    </message>
</context>
<context>
    <name>DeliveryTable</name>
    <message>
        <source>Xong lúc</source>
        <translation>Finished</translation>
    </message>
    <message>
        <source>Mã hồ sơ</source>
        <translation>Record</translation>
    </message>
    <message>
        <source>Tình trạng</source>
        <translation>State</translation>
    </message>
    <message>
        <source>Số lần gửi</source>
        <translation>Attempts</translation>
    </message>
    <message>
        <source>Gửi lại lúc</source>
        <translation>Next attempt</translation>
    </message>
    <message>
        <source>Lý do</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>chờ người xem lại</source>
        <translation>held for review</translation>
    </message>
</context>
<context>
    <name>DetailsPage</name>
    <message>
        <source>Đúng, tiếp tục</source>
        <translation>Correct, continue</translation>
    </message>
    <message>
        <source>Thủ tục</source>
        <translation>Procedure</translation>
    </message>
    <message>
        <source>Nhập thông tin</source>
        <translation>Type the details</translation>
    </message>
    <message>
        <source>Nhập theo giấy tờ của công dân.</source>
        <translation>Type what the citizen&apos;s papers say.</translation>
    </message>
    <message>
        <source>Đối chiếu với thẻ</source>
        <translation>Compare with the card</translation>
    </message>
    <message>
        <source>Đọc to họ tên và số định danh. Sửa chỗ sai ngay trong ô.</source>
        <translation>Read name and ID number aloud. Correct what is wrong in its field.</translation>
    </message>
    <message>
        <source>▲ Chữ trên mã bị lỗi phông và đã được khôi phục. Xem kỹ dấu.</source>
        <translation>▲ The text of the code was damaged and has been restored. Look at the diacritics.</translation>
    </message>
    <message>
        <source>Cần có</source>
        <translation>Needed</translation>
    </message>
    <message>
        <source>Chưa đúng, xem lại</source>
        <translation>Not right, look again</translation>
    </message>
    <message>
        <source>Ghi ngày/tháng/năm đã qua, ví dụ 31/12/2000</source>
        <translation>Write a past day as dd/mm/yyyy, such as 31/12/2000</translation>
    </message>
</context>
<context>
    <name>FingerGrid</name>
    <message>
        <source>Bàn tay trái</source>
        <translation>Left hand</translation>
    </message>
    <message>
        <source>Bàn tay phải</source>
        <translation>Right hand</translation>
    </message>
</context>
<context>
    <name>FingerprintsPage</name>
    <message>
        <source>Không lấy được</source>
        <translation>Cannot be taken</translation>
    </message>
    <message>
        <source>Lấy lại ngón trước</source>
        <translation>Retake last finger</translation>
    </message>
    <message>
        <source>Để sau</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>Lưu lại</source>
        <translation>Save again</translation>
    </message>
    <message>
        <source>Thử lại</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>Tiếp tục</source>
        <translation>Continue</translation>
    </message>
    <message>
        <source>{0} trên {1} ngón đã xong</source>
        <translation>{0} of {1} fingers done</translation>
    </message>
    <message>
        <source>Đủ vân tay</source>
        <translation>All fingers done</translation>
    </message>
    <message>
        <source>Bấm Tiếp tục để kiểm tra hồ sơ.</source>
        <translation>Press Continue to review the record.</translation>
    </message>
    <message>
        <source>Bàn này chưa gắn máy lấy vân tay</source>
        <translation>No fingerprint scanner at this desk</translation>
    </message>
    <message>
        <source>Máy chưa lấy được</source>
        <translation>Not taken yet</translation>
    </message>
    <message>
        <source>Đang lưu</source>
        <translation>Saving</translation>
    </message>
    <message>
        <source>Chưa lưu được</source>
        <translation>Not saved yet</translation>
    </message>
    <message>
        <source>Đang chờ máy</source>
        <translation>Waiting for the scanner</translation>
    </message>
    <message>
        <source>Đặt ngón tay lên kính</source>
        <translation>Place the finger</translation>
    </message>
    <message>
        <source>Giữ yên</source>
        <translation>Hold still</translation>
    </message>
    <message>
        <source>Nhấc ngón vừa lấy</source>
        <translation>Lift the last finger</translation>
    </message>
    <message>
        <source>Vân tay</source>
        <translation>Fingerprints</translation>
    </message>
    <message>
        <source>Máy tự chuyển sang ngón kế tiếp. Chạm một ngón bên dưới để lấy lại.</source>
        <translation>The next finger comes by itself. Press one below to take it again.</translation>
    </message>
    <message>
        <source>Chưa có vân tay</source>
        <translation>No print yet</translation>
    </message>
    <message>
        <source>chất lượng {0}</source>
        <translation>quality {0}</translation>
    </message>
    <message>
        <source>Vì sao không lấy được {0}?</source>
        <translation>Why can the {0} not be taken?</translation>
    </message>
    <message>
        <source>Chọn một lý do; người khác sẽ đọc lại.</source>
        <translation>Choose a reason; others will read it.</translation>
    </message>
    <message>
        <source>Áp dụng cho mọi ngón còn lại</source>
        <translation>The same for all fingers left</translation>
    </message>
</context>
<context>
    <name>Fingers</name>
    <message>
        <source>Ngón cái phải</source>
        <translation>Right thumb</translation>
    </message>
    <message>
        <source>Ngón trỏ phải</source>
        <translation>Right index finger</translation>
    </message>
    <message>
        <source>Ngón giữa phải</source>
        <translation>Right middle finger</translation>
    </message>
    <message>
        <source>Ngón áp út phải</source>
        <translation>Right ring finger</translation>
    </message>
    <message>
        <source>Ngón út phải</source>
        <translation>Right little finger</translation>
    </message>
    <message>
        <source>Ngón cái trái</source>
        <translation>Left thumb</translation>
    </message>
    <message>
        <source>Ngón trỏ trái</source>
        <translation>Left index finger</translation>
    </message>
    <message>
        <source>Ngón giữa trái</source>
        <translation>Left middle finger</translation>
    </message>
    <message>
        <source>Ngón áp út trái</source>
        <translation>Left ring finger</translation>
    </message>
    <message>
        <source>Ngón út trái</source>
        <translation>Left little finger</translation>
    </message>
</context>
<context>
    <name>FormRow</name>
    <message>
        <source>Chọn</source>
        <translation>Choose</translation>
    </message>
    <message>
        <source>Nam</source>
        <translation>Male</translation>
    </message>
    <message>
        <source>Nữ</source>
        <translation>Female</translation>
    </message>
    <message>
        <source>{0} (nếu có)</source>
        <translation>{0} (if any)</translation>
    </message>
    <message>
        <source>nhập tay</source>
        <translation>typed</translation>
    </message>
    <message>
        <source>đã sửa</source>
        <translation>edited</translation>
    </message>
    <message>
        <source>✓ đọc từ thẻ</source>
        <translation>✓ from card</translation>
    </message>
    <message>
        <source>Trên thẻ: {0}</source>
        <translation>On the card: {0}</translation>
    </message>
</context>
<context>
    <name>IdlePage</name>
    <message>
        <source>Nhập tay</source>
        <translation>Type by hand</translation>
    </message>
    <message>
        <source>Làm lại cho thẻ này</source>
        <translation>Start again for this card</translation>
    </message>
    <message>
        <source>Thử lại thẻ này</source>
        <translation>Try this card again</translation>
    </message>
    <message>
        <source>Làm tiếp</source>
        <translation>Resume</translation>
    </message>
    <message>
        <source>Thử lại máy ảnh</source>
        <translation>Try the camera again</translation>
    </message>
    <message>
        <source>Thủ tục cho lượt mới</source>
        <translation>Procedure of new visits</translation>
    </message>
    <message>
        <source>Hôm nay</source>
        <translation>Today</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>CCCD Station</source>
        <translation>CCCD Station</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Đóng</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>Mã: {0}</source>
        <translation>Code: {0}</translation>
    </message>
</context>
<context>
    <name>Portrait</name>
    <message>
        <source>Mời lại gần hơn.</source>
        <translation>Please come closer.</translation>
    </message>
    <message>
        <source>Mời lùi ra một chút.</source>
        <translation>Please move back a little.</translation>
    </message>
    <message>
        <source>Chưa thấy mặt. Mời nhìn vào máy ảnh.</source>
        <translation>No face yet. Please look at the camera.</translation>
    </message>
    <message>
        <source>Chỉ để một người trong hình.</source>
        <translation>Only one person in the picture.</translation>
    </message>
    <message>
        <source>Mời ngồi thấp xuống.</source>
        <translation>Please sit lower.</translation>
    </message>
    <message>
        <source>Mời ngồi cao lên.</source>
        <translation>Please sit higher.</translation>
    </message>
    <message>
        <source>Mời ngồi vào giữa.</source>
        <translation>Please move to the middle.</translation>
    </message>
    <message>
        <source>Mời giữ đầu thẳng.</source>
        <translation>Please keep the head upright.</translation>
    </message>
    <message>
        <source>Mời giữ yên.</source>
        <translation>Please hold still.</translation>
    </message>
    <message>
        <source>Cần thêm ánh sáng.</source>
        <translation>More light is needed.</translation>
    </message>
    <message>
        <source>Cần bớt ánh sáng.</source>
        <translation>Less light is needed.</translation>
    </message>
    <message>
        <source>Tránh đèn chiếu vào mặt.</source>
        <translation>Keep lamps off the face.</translation>
    </message>
    <message>
        <source>Mặt bị tối, cần thêm ánh sáng.</source>
        <translation>The face is dark, more light is needed.</translation>
    </message>
    <message>
        <source>Ảnh chưa đạt.</source>
        <translation>The picture is not good enough.</translation>
    </message>
</context>
<context>
    <name>PortraitPage</name>
    <message>
        <source>Chụp lại</source>
        <translation>Retake</translation>
    </message>
    <message>
        <source>Vẫn dùng ảnh này</source>
        <translation>Use it anyway</translation>
    </message>
    <message>
        <source>Để sau</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>Đang mở máy ảnh</source>
        <translation>Opening the camera</translation>
    </message>
    <message>
        <source>Chụp</source>
        <translation>Take picture</translation>
    </message>
    <message>
        <source>Mời nhìn thẳng vào máy ảnh</source>
        <translation>Please look at the camera</translation>
    </message>
    <message>
        <source>Giữ yên</source>
        <translation>Hold still</translation>
    </message>
    <message>
        <source>Tiếp tục</source>
        <translation>Continue</translation>
    </message>
    <message>
        <source>Ảnh đã lưu</source>
        <translation>Portrait saved</translation>
    </message>
    <message>
        <source>Dùng ảnh này</source>
        <translation>Use this picture</translation>
    </message>
    <message>
        <source>Ảnh đạt</source>
        <translation>The picture is good</translation>
    </message>
    <message>
        <source>Xem lại một lần rồi dùng.</source>
        <translation>Look at it once, then use it.</translation>
    </message>
    <message>
        <source>Thử lại máy ảnh</source>
        <translation>Try the camera again</translation>
    </message>
    <message>
        <source>Chưa có hình</source>
        <translation>No picture</translation>
    </message>
    <message>
        <source>Có thể để sau và làm bước khác trước. Hồ sơ đã lưu, chưa mất gì.</source>
        <translation>It can be left for later while other steps are done. The record is saved, nothing is lost.</translation>
    </message>
    <message>
        <source>Được rồi, chụp</source>
        <translation>Good, take it</translation>
    </message>
    <message>
        <source>Ảnh chưa đạt</source>
        <translation>The picture is not good enough</translation>
    </message>
    <message>
        <source>Hình trên màn hình đã cũ. Chờ hình mới rồi chụp lại.</source>
        <translation>The picture on the screen is old. Wait for a new one, then take it again.</translation>
    </message>
    <message>
        <source>Vì sao vẫn dùng ảnh này?</source>
        <translation>Why use this picture anyway?</translation>
    </message>
    <message>
        <source>Ảnh chưa đạt yêu cầu; lý do giúp trung tâm nhận hồ sơ.</source>
        <translation>It misses a requirement; the reason helps the centre accept the record.</translation>
    </message>
</context>
<context>
    <name>QueueScreen</name>
    <message>
        <source>Hồ sơ chờ</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>Hồ sơ tự gửi khi có mạng. Mã hồ sơ là tên gói niêm phong, không có tên người.</source>
        <translation>Records are sent by themselves when there is a network. A record is named by its sealed packet, never by a person.</translation>
    </message>
    <message>
        <source>Chưa có hồ sơ nào. Hồ sơ hoàn tất sẽ hiện ở đây.</source>
        <translation>No records yet. Finished records appear here.</translation>
    </message>
    <message>
        <source>Đang gửi</source>
        <translation>Sending</translation>
    </message>
    <message>
        <source>Gửi ngay</source>
        <translation>Send now</translation>
    </message>
</context>
<context>
    <name>ReasonPage</name>
    <message>
        <source>Xác nhận</source>
        <translation>Confirm</translation>
    </message>
    <message>
        <source>Quay lại</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>Lý do</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>Cần một lý do</source>
        <translation>A reason is needed</translation>
    </message>
    <message>
        <source>Lý do được ghi lại cùng lượt này.</source>
        <translation>The reason is kept with this visit.</translation>
    </message>
</context>
<context>
    <name>ReviewPage</name>
    <message>
        <source>Hoàn tất</source>
        <translation>Finish</translation>
    </message>
    <message>
        <source>Làm nốt chỗ thiếu</source>
        <translation>Do what is missing</translation>
    </message>
    <message>
        <source>Hồ sơ đủ</source>
        <translation>The record is complete</translation>
    </message>
    <message>
        <source>Còn thiếu</source>
        <translation>Still missing</translation>
    </message>
    <message>
        <source>Hoàn tất sẽ niêm phong hồ sơ và đưa vào hàng chờ gửi.</source>
        <translation>Finish seals the record and puts it in the queue.</translation>
    </message>
    <message>
        <source>Nam</source>
        <translation>Male</translation>
    </message>
    <message>
        <source>Nữ</source>
        <translation>Female</translation>
    </message>
    <message>
        <source>✓ đọc từ thẻ</source>
        <translation>✓ from card</translation>
    </message>
    <message>
        <source>nhập tay</source>
        <translation>typed</translation>
    </message>
    <message>
        <source>đã sửa</source>
        <translation>edited</translation>
    </message>
    <message>
        <source>Thông tin chưa được xác nhận</source>
        <translation>Details not confirmed</translation>
    </message>
    <message>
        <source>Ảnh chân dung</source>
        <translation>Portrait</translation>
    </message>
</context>
<context>
    <name>ScanPage</name>
    <message>
        <source>Tiếp tục</source>
        <translation>Continue</translation>
    </message>
    <message>
        <source>Quét thẻ</source>
        <translation>Scan card</translation>
    </message>
    <message>
        <source>Đưa thẻ vào khung hình để điền lại thông tin. Không có thẻ thì bấm Tiếp tục.</source>
        <translation>Hold the card in front of the camera to fill the form anew. Without a card press Continue.</translation>
    </message>
</context>
<context>
    <name>SignInScreen</name>
    <message>
        <source>CCCD Station · bàn thu nhận lưu động</source>
        <translation>CCCD Station · mobile enrolment desk</translation>
    </message>
    <message>
        <source>Đăng nhập</source>
        <translation>Sign in</translation>
    </message>
    <message>
        <source>Tên</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Mật khẩu</source>
        <translation>Password</translation>
    </message>
    <message>
        <source>Bản dùng thử, mọi người đều là hư cấu.
Mật khẩu: {0}</source>
        <translation>Demo: every person is invented.
Password: {0}</translation>
    </message>
    <message>
        <source>Đang mở bàn…</source>
        <translation>Opening the desk…</translation>
    </message>
    <message>
        <source>Vào làm việc</source>
        <translation>Start work</translation>
    </message>
    <message>
        <source>Mã: {0}</source>
        <translation>Code: {0}</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Bàn {0} · {1} · {2}</source>
        <translation>Desk {0} · {1} · {2}</translation>
    </message>
    <message>
        <source>Đổi ngôn ngữ</source>
        <translation>Change the language</translation>
    </message>
    <message>
        <source>Đang gửi</source>
        <translation>Sending</translation>
    </message>
    <message>
        <source>Chưa rõ mạng</source>
        <translation>Network not known yet</translation>
    </message>
    <message>
        <source>Có mạng</source>
        <translation>Online</translation>
    </message>
    <message>
        <source>Mất mạng</source>
        <translation>No network</translation>
    </message>
    <message>
        <source>Trung tâm chưa nhận</source>
        <translation>Centre in trouble</translation>
    </message>
    <message>
        <source>Đang gửi hồ sơ về trung tâm.</source>
        <translation>A record is being sent to the centre.</translation>
    </message>
    <message>
        <source>Lần gửi gần nhất đã tới trung tâm.</source>
        <translation>The last delivery reached the centre.</translation>
    </message>
    <message>
        <source>Chưa có hồ sơ nào phải gửi nên chưa thử kết nối.</source>
        <translation>Nothing had to be sent yet, so the network was not tried.</translation>
    </message>
    <message>
        <source>Đang đếm hồ sơ chờ</source>
        <translation>Counting waiting records</translation>
    </message>
    <message numerus="yes">
        <source>%n hồ sơ chờ gửi</source>
        <translation>
            <numerusform>%n record waiting</numerusform>
            <numerusform>%n records waiting</numerusform>
        </translation>
    </message>
    <message>
        <source>Không có hồ sơ chờ</source>
        <translation>Nothing waiting</translation>
    </message>
    <message>
        <source>Chưa đếm xong hồ sơ trên máy này.</source>
        <translation>The records on this computer are still being counted.</translation>
    </message>
    <message>
        <source>Mọi hồ sơ đã tới trung tâm.</source>
        <translation>Every record has reached the centre.</translation>
    </message>
    <message numerus="yes">
        <source>%n hồ sơ nằm an toàn trên máy này.</source>
        <translation>
            <numerusform>%n record is safe on this machine.</numerusform>
            <numerusform>%n records are safe on this machine.</numerusform>
        </translation>
    </message>
    <message>
        <source>Hồ sơ tự gửi khi có mạng.</source>
        <translation>Records are sent by themselves when there is a network.</translation>
    </message>
    <message>
        <source>Máy ảnh</source>
        <translation>Camera</translation>
    </message>
    <message>
        <source>Máy ảnh đang chạy.</source>
        <translation>The camera is running.</translation>
    </message>
    <message>
        <source>Đang mở máy ảnh.</source>
        <translation>The camera is being opened.</translation>
    </message>
    <message>
        <source>Máy vân tay</source>
        <translation>Fingerprints</translation>
    </message>
    <message>
        <source>Bàn này chưa gắn máy lấy vân tay.</source>
        <translation>There is no fingerprint scanner at this desk.</translation>
    </message>
    <message>
        <source>Máy lấy vân tay sẵn sàng.</source>
        <translation>The fingerprint scanner is ready.</translation>
    </message>
    <message>
        <source>Đang kết nối máy lấy vân tay.</source>
        <translation>The fingerprint scanner is being connected.</translation>
    </message>
</context>
<context>
    <name>StepRail</name>
    <message>
        <source>Quét thẻ</source>
        <translation>Scan card</translation>
    </message>
    <message>
        <source>Thông tin</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Ảnh chân dung</source>
        <translation>Portrait</translation>
    </message>
    <message>
        <source>Vân tay</source>
        <translation>Fingerprints</translation>
    </message>
    <message>
        <source>Kiểm tra</source>
        <translation>Review</translation>
    </message>
</context>
<context>
    <name>TotalsScreen</name>
    <message>
        <source>Dữ liệu có an toàn không?</source>
        <translation>Is my data safe?</translation>
    </message>
    <message>
        <source>Hôm nay</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>Lưu bảng hôm nay (CSV)</source>
        <translation>Save today&apos;s table (CSV)</translation>
    </message>
    <message>
        <source>Đã lưu {0}</source>
        <translation>Saved {0}</translation>
    </message>
    <message>
        <source>✓ An toàn. Mọi lượt đã bắt đầu đều còn đủ.</source>
        <translation>✓ Safe. Every visit that was begun is accounted for.</translation>
    </message>
    <message>
        <source>▲ Số không khớp. Dừng thu nhận và báo kỹ thuật.</source>
        <translation>▲ The figures do not add up. Stop and tell a technician.</translation>
    </message>
    <message>
        <source>Đã bắt đầu</source>
        <translation>Begun</translation>
    </message>
    <message>
        <source>Thủ tục</source>
        <translation>Procedure</translation>
    </message>
    <message>
        <source>Cộng</source>
        <translation>Total</translation>
    </message>
    <message>
        <source>Ngày</source>
        <translation>Day</translation>
    </message>
</context>
<context>
    <name>VisitScreen</name>
    <message>
        <source>Tạm dừng</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Hủy lượt</source>
        <translation>Cancel visit</translation>
    </message>
    <message>
        <source>Vì sao hủy lượt này?</source>
        <translation>Why is this visit cancelled?</translation>
    </message>
    <message>
        <source>Ảnh và vân tay đã lấy sẽ bị xóa. Muốn làm tiếp sau thì chọn Tạm dừng.</source>
        <translation>Portrait and prints taken are erased. To go on later, choose Pause.</translation>
    </message>
</context>
<context>
    <name>Workplace</name>
    <message>
        <source>▲ Bản dùng thử</source>
        <translation>▲ Demo</translation>
    </message>
    <message>
        <source>Lượt</source>
        <translation>Visit</translation>
    </message>
    <message>
        <source>Hồ sơ chờ</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>Tổng hợp</source>
        <translation>Totals</translation>
    </message>
    <message>
        <source>Đã xong, hồ sơ đã vào hàng chờ gửi.</source>
        <translation>Done. The record is in the queue.</translation>
    </message>
</context>
<context>
    <name>_Day</name>
    <message>
        <source>lượt đã xong hôm nay</source>
        <translation>visits done today</translation>
    </message>
    <message>
        <source>trung bình {0} một lượt</source>
        <translation>{0} a visit on average</translation>
    </message>
    <message>
        <source>Vừa xong</source>
        <translation>Just done</translation>
    </message>
</context>
<context>
    <name>_Unfinished</name>
    <message>
        <source>Lượt chưa xong: {0}</source>
        <translation>Unfinished visits: {0}</translation>
    </message>
    <message>
        <source>Chưa có tên</source>
        <translation>No name yet</translation>
    </message>
    <message>
        <source>Làm tiếp: {0}</source>
        <translation>Resume: {0}</translation>
    </message>
</context>
</TS>
